import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type Compression, compressionOf, decompress } from './compression.ts';

const MEBI = 1024 * 1024;
const compress = { gzip: gzipSync, zstd: zstdCompressSync };
const kinds: readonly Compression[] = ['gzip', 'zstd'];

/** A gzip whose trailer claims another size. */
function withClaimedSize(gzip: Buffer, size: number): Buffer {
  const changed = Buffer.from(gzip);
  changed.writeUInt32LE(size >>> 0, gzip.length - 4);
  return changed;
}

/** A frame of zstd without output, as `pzstd` and seekable formats write them. */
function skippable(content: Uint8Array, magic: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + magic, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

describe.each(kinds)('%s', (kind) => {
  it('gives back what was compressed, in one piece or several', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const data = Buffer.concat(parts.map((part) => compress[kind](part)));
        expect(compressionOf(data)).toBe(kind);
        expect(decompress(data, kind, MEBI)).toEqual({ status: 'ok', data: Buffer.concat(parts) });
      }),
    );
  });

  it.each([
    [1000, 'ok'],
    [999, 'over_limit'],
    [1, 'over_limit'],
    [0, 'over_limit'],
  ])('with %i bytes allowed, 1,000 bytes are %s', (maxBytes, status) => {
    expect(decompress(compress[kind](Buffer.alloc(1000)), kind, maxBytes).status).toBe(status);
    const inTwo = Buffer.concat([compress[kind](Buffer.alloc(999)), compress[kind](Buffer.alloc(1))]);
    expect(decompress(inTwo, kind, maxBytes).status).toBe(status);
  });

  it('calls every cut stream corrupt', () => {
    const whole = compress[kind](Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i) % 251)));
    const cuts = Array.from({ length: whole.length - 4 }, (_, i) => i + 4);
    for (const cut of cuts)
      expect(decompress(whole.subarray(0, cut), kind, MEBI)).toMatchObject({ code: 'corrupt_compression' });
  });

  it.each(['\n', '\r\n', ' \t\n\n', '\0\0\n'])('takes the padding %j behind the stream', (padding) => {
    const data = Buffer.concat([compress[kind]('a '), compress[kind]('log'), Buffer.from(padding)]);
    expect(decompress(data, kind, MEBI)).toEqual({ status: 'ok', data: Buffer.from('a log') });
  });

  it.each(['\nx', '\n{"a":1}', '\0\n\x01'])('calls %j behind the stream corrupt', (rest) => {
    const data = Buffer.concat([compress[kind]('a log'), Buffer.from(rest)]);
    expect(decompress(data, kind, MEBI)).toMatchObject({ code: 'corrupt_compression' });
  });

  it('loses no stream behind padding without a word', () => {
    const data = Buffer.concat([compress[kind]('a log'), Buffer.from('\n'), compress[kind]('another')]);
    expect(decompress(data, kind, MEBI)).toMatchObject({ code: 'corrupt_compression' });
  });

  it('calls data behind the stream corrupt', () => {
    const data = Buffer.concat([compress[kind]('a log'), Buffer.from('junk')]);
    expect(decompress(data, kind, MEBI)).toMatchObject({ code: 'corrupt_compression' });
  });

  it('does not keep a large chunk for a small output', () => {
    const result = decompress(compress[kind](randomBytes(MEBI)), kind, 64 * MEBI);
    expect(result.status === 'ok' && result.data.buffer.byteLength).toBeLessThanOrEqual(2 * MEBI);
  });
});

describe('gzip', () => {
  const text = Buffer.from('a log '.repeat(1000));

  it.each([0, 1, 5999, 6001, 100_000, 0xffffffff])('refuses a trailer that claims %i bytes', (size) => {
    expect(decompress(withClaimedSize(gzipSync(text), size), 'gzip', MEBI)).toMatchObject({
      code: 'corrupt_compression',
    });
  });

  it('accepts padding with zeros', () => {
    const padded = Buffer.concat([gzipSync(text), Buffer.alloc(512)]);
    expect(decompress(padded, 'gzip', MEBI)).toEqual({ status: 'ok', data: text });
  });

  it('does not lose a member behind padding without a word', () => {
    const hidden = Buffer.concat([gzipSync(text), Buffer.alloc(1), gzipSync(text)]);
    expect(decompress(hidden, 'gzip', MEBI)).toMatchObject({
      code: 'corrupt_compression',
      error: 'data behind the end of the stream',
    });
  });

  it('refuses a stream without its trailer', () => {
    const noTrailer = Buffer.concat([gzipSync(text).subarray(0, 10), deflateRawSync(text)]);
    expect(decompress(noTrailer, 'gzip', MEBI)).toMatchObject({ status: 'refused', code: 'corrupt_compression' });
  });
});

describe('zstd', () => {
  it('refuses a window that alone would pass the memory', () => {
    const params = { [constants.ZSTD_c_windowLog]: 26, [constants.ZSTD_c_contentSizeFlag]: 0 };
    const wide = zstdCompressSync(Buffer.alloc(20 * MEBI, 'abc'), { params });
    expect(decompress(wide, 'zstd', 64 * MEBI)).toMatchObject({
      code: 'too_large_decompressed',
      error: expect.stringContaining('window'),
    });
  });

  it('reads the windows of the ordinary levels', () => {
    const text = Buffer.alloc(9 * MEBI, 'abc');
    const data = zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 19 } });
    const result = decompress(data, 'zstd', 64 * MEBI);
    expect(result.status === 'ok' && result.data.equals(text)).toBe(true);
  });

  it('passes over skippable frames, wherever they are', () => {
    const parts = fc.array(fc.oneof(fc.integer({ min: 0, max: 15 }), fc.string()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.uint8Array({ maxLength: 300 }), (kinds, content) => {
        const frames = kinds.map((part) =>
          typeof part === 'number' ? skippable(content, part) : zstdCompressSync(part),
        );
        const text = kinds.filter((part) => typeof part === 'string').join('');
        const data = Buffer.concat(frames);
        expect(compressionOf(data)).toBe('zstd');
        expect(decompress(data, 'zstd', MEBI)).toEqual(
          kinds.some((part) => typeof part === 'string')
            ? { status: 'ok', data: Buffer.from(text) }
            : expect.objectContaining({ code: 'corrupt_compression', error: 'skippable frames alone' }),
        );
      }),
    );
  });

  it.each([4, 5, 7, 8, 10])('calls a skippable frame of which %i bytes are left corrupt', (bytes) => {
    const cut = skippable(Buffer.from('1234'), 0).subarray(0, bytes);
    expect(decompress(cut, 'zstd', MEBI)).toMatchObject({ error: 'a skippable frame that is cut' });
    const behind = Buffer.concat([zstdCompressSync('a log'), cut]);
    expect(decompress(behind, 'zstd', MEBI)).toMatchObject({ error: 'a skippable frame that is cut' });
  });

  it('believes no length that a skippable frame claims', () => {
    const lying = Buffer.from('502a4d18ffffffff', 'hex');
    expect(decompress(Buffer.concat([lying, zstdCompressSync('a')]), 'zstd', MEBI)).toMatchObject({
      code: 'corrupt_compression',
    });
    expect(decompress(Buffer.concat(Array(1001).fill(skippable(Buffer.alloc(0), 3))), 'zstd', MEBI)).toMatchObject({
      error: 'more than 1000 frames',
    });
  });

  it('stops at a thousand frames', () => {
    const frames = (count: number): Buffer => Buffer.concat(Array(count).fill(zstdCompressSync('')));
    expect(decompress(frames(1000), 'zstd', MEBI).status).toBe('ok');
    expect(decompress(frames(1001), 'zstd', MEBI)).toMatchObject({ code: 'corrupt_compression' });
  });
});

it.each([
  ['', undefined],
  ['1f', undefined],
  ['1f8b', 'gzip'],
  ['28b52f', undefined],
  ['28b52ffd', 'zstd'],
  ['7b7d', undefined],
  ['502a4d18', 'zstd'],
  ['5f2a4d18', 'zstd'],
  ['602a4d18', undefined],
  ['502a4d', undefined],
  ['00000018', undefined],
])('bytes %s begin %s', (hex, expected) => {
  expect(compressionOf(Buffer.from(hex, 'hex'))).toBe(expected);
});
