import fc from 'fast-check';
import { addLines, readLines } from './line-ranges.ts';

it.each([
  [undefined, [3, 1, 2], '1-3'],
  ['', [], ''],
  ['1-3', [4], '1-4'],
  ['1-3', [5], '1-3,5'],
  ['5-9', [1, 4, 7], '1,4-9'],
  ['nonsense', [2], '2'],
  ['9-1', [2], '2'],
])('%j with %j is %j', (text, lines, expected) => {
  expect(addLines(text, lines)).toBe(expected);
});

it('has the lines that were added, and no other, however they came', () => {
  const lines = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 5 }), lines, (parts, more) => {
      const text = parts.reduce<string>((all, part) => addLines(all, part), '');
      const { has, size } = readLines(text, addLines(undefined, more));
      const expected = new Set([...parts.flat(), ...more]);
      expect(size).toBe(expected.size);
      for (let line = 0; line <= 61; line++) expect(has(line)).toBe(expected.has(line));
    }),
  );
});

it('a million lines in two thousand steps are one range', () => {
  let text = '';
  for (let from = 1; from <= 1_000_000; from += 500) {
    text = addLines(
      text,
      Array.from({ length: 500 }, (_, index) => from + index),
    );
  }
  expect([text, readLines(text).size]).toEqual(['1-1000000', 1_000_000]);
});
