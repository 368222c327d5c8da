import fc from 'fast-check';
import { rangesOf, readRanges } from './settled-entries.ts';

describe('rangesOf', () => {
  it.each([
    [[], ''],
    [[3], '3'],
    [[7, 0, 1, 2, 3], '0-3,7'],
  ])('writes %j as %j', (ordinals, text) => expect(rangesOf(ordinals)).toBe(text));

  it('is what readRanges reads', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), (ordinals) => {
        expect(readRanges(rangesOf(ordinals), 201)).toEqual(new Set(ordinals));
      }),
    );
  });
});

describe('readRanges', () => {
  it.each(['-', 'a', '1-', '3-1', '0-8', '8', '1,,2', '1, 2', '-1', '01-'])('refuses %j', (text) =>
    expect(readRanges(text, 8)).toBeUndefined(),
  );
});
