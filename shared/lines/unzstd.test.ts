import { randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { unzstd } from './unzstd.ts';

const LARGE = '{"a":1}\n'.repeat(30_000);
const NOISE = randomBytes(100_000).toString('hex');
const CHECKED = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const SKIPPABLE = Buffer.concat([Buffer.from('502a4d1804000000', 'hex'), Buffer.from('abcd')]);

function frame(text: string): Buffer {
  return zstdCompressSync(text);
}

async function read(...chunks: readonly Buffer[]): Promise<string> {
  async function* source() {
    yield* chunks;
  }
  const out: Buffer[] = [];
  for await (const chunk of unzstd(source())) out.push(chunk);
  return Buffer.concat(out).toString();
}

function cutAt(data: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (data.length + 1)).sort((a, b) => a - b), data.length];
  return cuts.slice(1).map((end, index) => data.subarray(cuts[index], end));
}

describe('unzstd', () => {
  it.each([
    ['nothing', [], ''],
    ['a frame of nothing', [frame('')], ''],
    ['a frame', [frame(LARGE)], LARGE],
    ['two frames', [frame('a'), frame('b')], 'ab'],
    ['a skippable frame before, between and behind', [SKIPPABLE, frame('a'), SKIPPABLE, frame('b'), SKIPPABLE], 'ab'],
    ['padding behind', [frame('a'), Buffer.alloc(9), Buffer.from(' \r\n')], 'a'],
    ['checksums', [zstdCompressSync(NOISE, CHECKED), zstdCompressSync('b', CHECKED)], `${NOISE}b`],
    [
      'many blocks, of one byte each too',
      [frame(NOISE + '0'.repeat(1e6) + NOISE), frame('b')],
      `${NOISE}${'0'.repeat(1e6)}${NOISE}b`,
    ],
    ['hundreds of frames', Array.from({ length: 300 }, () => frame('a')), 'a'.repeat(300)],
  ])('reads %s, whole or in pieces', async (_name, parts, expected) => {
    const whole = Buffer.concat(parts);
    expect(await read(whole)).toBe(expected);
    expect(await read(...parts)).toBe(expected);
  });

  it('gives the same however the input was cut', async () => {
    const data = Buffer.concat([SKIPPABLE, frame('first '), frame(LARGE), SKIPPABLE, frame(' last'), Buffer.alloc(3)]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (places) => {
        expect(await read(...cutAt(data, places))).toBe(`first ${LARGE} last`);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a frame that is cut', [frame(LARGE).subarray(0, -2)], 'unexpected end of file'],
    ['a second frame that is cut', [frame('a'), frame(LARGE).subarray(0, 20)], 'unexpected end of file'],
    ['a skippable frame that is cut', [frame('a'), SKIPPABLE.subarray(0, -1)], 'unexpected end of file'],
    ['other data behind a frame', [frame('a'), Buffer.from('other data')], 'Unknown frame descriptor'],
  ])('throws for %s', async (_name, parts, message) => {
    await expect(read(...parts)).rejects.toThrow(message);
    await expect(read(Buffer.concat(parts))).rejects.toThrow(message);
  });

  it('throws what the input throws', async () => {
    async function* failing() {
      yield frame(LARGE).subarray(0, 50);
      throw new Error('the download was cut');
    }
    await expect(async () => {
      for await (const _chunk of unzstd(failing()));
    }).rejects.toThrow('the download was cut');
  });
});
