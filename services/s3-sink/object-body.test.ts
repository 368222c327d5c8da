import fc from 'fast-check';
import { compressionOf, decompress } from '../../shared/log/decode/compression.ts';
import type { ObjectCompression } from './compress.ts';
import { joinLines, objectBody } from './object-body.ts';

describe('joinLines', () => {
  it.each([
    [[], ''],
    [['{"a":1}'], '{"a":1}\n'],
    [['{"a": 12345678901234567890}', '{\r\n "b": 1.0\n}\n'], '{"a": 12345678901234567890}\n{ "b": 1.0}\n'],
    [['{"é":"\\n"}'], '{"é":"\\n"}\n'],
  ])('writes %j a line each', (texts, expected) => {
    expect(joinLines(texts.map((text) => Buffer.from(text))).toString()).toBe(expected);
  });

  it('gives every log back as it was, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), (texts) => {
        const lines = joinLines(texts.map((text) => Buffer.from(text)))
          .toString()
          .split('\n');
        expect(lines).toEqual([...texts, '']);
      }),
    );
  });
});

describe('objectBody', () => {
  const texts = Array.from({ length: 50 }, (_, index) => Buffer.from(`{"log_id":"id-${index}","message":"again"}`));

  const MAX_BYTES = 16 * 1024 * 1024;
  const large = Array.from({ length: 5_000 }, (_, index) => Buffer.from(`{"log_id":"id-${index}","n":${index ** 3}}`));

  const longLogs = large.map((text) => Buffer.concat([text, Buffer.from(JSON.stringify('x'.repeat(400)))]));

  it.each<ObjectCompression & { readonly of: readonly Buffer[] }>([
    { format: 'zstd', level: 'auto', of: [] },
    { format: 'zstd', level: 'auto', of: large },
    { format: 'zstd', level: 'auto', of: longLogs },
    { format: 'gzip', level: 0, of: texts },
    { format: 'gzip', level: 6, of: texts },
    { format: 'gzip', level: 9, of: large },
    { format: 'zstd', level: 1, of: texts },
    { format: 'zstd', level: 3, of: [] },
    { format: 'zstd', level: 3, of: large },
    { format: 'zstd', level: 19, of: large },
  ])('is $format of the lines at level $level, the same bytes for the same logs', ({ of, ...compression }) => {
    const body = objectBody(of, compression);
    expect(compressionOf(body)).toBe(compression.format);
    expect(decompress(body, compression.format, MAX_BYTES)).toEqual({ status: 'ok', data: joinLines(of) });
    expect(objectBody(of, compression)).toEqual(body);
  });

  it('makes zstd whose reader sees a byte that changed', () => {
    const body = objectBody(large, { format: 'zstd', level: 3 });
    const place = body.length >>> 1;
    body.writeUInt8(body.readUInt8(place) ^ 1, place);
    expect(decompress(body, 'zstd', MAX_BYTES)).toMatchObject({ status: 'refused', code: 'corrupt_compression' });
  });
});
