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

  it('bounds the output that a corrupt stream may have cost', () => {
    const noTrailer = Buffer.concat([gzipSync(text).subarray(0, 10), deflateRawSync(text)]);
    expect(decompress(noTrailer, 'gzip', MEBI)).toMatchObject({ maxOutputBytes: noTrailer.length * 1032 });
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
])('bytes %s begin %s', (hex, expected) => {
  expect(compressionOf(Buffer.from(hex, 'hex'))).toBe(expected);
});
