import fc from 'fast-check';
import { compareSequenceNumbers, padSequenceNumber } from './sequence.ts';

const sequenceNumbers = fc.bigInt({ min: 0n, max: 10n ** 56n }).map(String);

describe('sequence numbers', () => {
  it('are ordered as numbers, and as padded text', () => {
    fc.assert(
      fc.property(sequenceNumbers, sequenceNumbers, (a, b) => {
        const expected = BigInt(a) === BigInt(b) ? 0 : BigInt(a) < BigInt(b) ? -1 : 1;
        expect(compareSequenceNumbers(a, b)).toBe(expected);
        const [left, right] = [padSequenceNumber(a), padSequenceNumber(b)];
        expect([left, right].toSorted()).toEqual(expected <= 0 ? [left, right] : [right, left]);
        expect(left).toHaveLength(60);
      }),
    );
  });

  it.each(['', 'TRIM_HORIZON', '-1', '1.5', '1'.repeat(61)])('refuses %j', (text) => {
    expect(() => padSequenceNumber(text)).toThrow(RangeError);
  });
});
