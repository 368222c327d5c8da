import fc from 'fast-check';
import { readLines } from './read-lines.ts';

async function read(chunks: readonly Buffer[], maxBytes = 1_000_000) {
  const lines = [];
  async function* source() {
    yield* chunks;
  }
  for await (const some of readLines(source(), maxBytes)) lines.push(...some);
  return lines;
}

function cutAt(data: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (data.length + 1)).sort((a, b) => a - b), data.length];
  return cuts.slice(1).map((end, index) => data.subarray(cuts[index], end));
}

it('gives the same lines however the input was cut', async () => {
  const text = fc.array(fc.constantFrom('a', '{"b":1}', '\n', '\r\n', ' ', '\t', 'ü'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 10 }), async (parts, places) => {
      const data = Buffer.from(parts.join(''));
      const expected = data
        .toString()
        .split('\n')
        .map((line, index) => ({ number: index + 1, text: line.replace(/\r$/, '') }))
        .filter(({ text: line }) => line.trim() !== '');
      const lines = await read(cutAt(data, places));
      expect(lines.map(({ number, data: line }) => ({ number, text: line.toString() }))).toEqual(expected);
    }),
  );
});

it('keeps only the beginning of a line that is too long, and goes on behind it', async () => {
  const long = Buffer.alloc(50_000, 'x');
  const lines = await read(cutAt(Buffer.concat([long, Buffer.from('\nnext\n')]), [7, 20_000, 49_999]), 10_000);
  expect(lines[0]).toMatchObject({ number: 1, cutFrom: 50_000 });
  expect(lines[0]?.data.length).toBe(1_000);
  expect(lines[1]).toMatchObject({ number: 2, data: Buffer.from('next') });
});
