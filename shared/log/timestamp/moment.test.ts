import fc from 'fast-check';
import { toEpochNs } from './moment.ts';

const UTC = { offsetAtS: () => 0, localToEpochS: (localS: number) => localS };

describe('toEpochNs', () => {
  it.each([
    [0, 0, 0n],
    [-1, 999_999, -1_000n],
    [1_717_729_200, 123_456, 1_717_729_200_123_456_000n],
    [4_294, 967_296, 4_294_967_296_000n],
    [-62_135_596_800, 0, -62_135_596_800_000_000_000n],
    [253_402_300_799, 999_999, 253_402_300_799_999_999_000n],
  ])('%i s and %i µs', (localS, micros, expected) => {
    expect(toEpochNs({ localS, micros, offsetS: undefined }, UTC)).toBe(expected);
  });

  it('is exact for every second of the years 1 to 9999, and for every offset', () => {
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
    const offsets = fc.integer({ min: -86_399, max: 86_399 });
    fc.assert(
      fc.property(seconds, fc.nat(999_999), offsets, (localS, micros, offsetS) => {
        const expected = BigInt(localS - offsetS) * 1_000_000_000n + BigInt(micros) * 1000n;
        expect(toEpochNs({ localS, micros, offsetS }, UTC)).toBe(expected);
      }),
    );
  });
});
