import fc from 'fast-check';
import { wireTime } from './event-time.ts';

describe('wireTime', () => {
  it.each([
    ['the epoch', 0n, { status: 'event', seconds: 0, nanos: 0 }],
    ['one nanosecond', 1n, { status: 'event', seconds: 0, nanos: 1 }],
    ['nanoseconds', 1_700_000_000_123_456_789n, { status: 'event', seconds: 1_700_000_000, nanos: 123_456_789 }],
    ['the last EventTime', 4_294_967_295_999_999_999n, { status: 'event', seconds: 4_294_967_295, nanos: 999_999_999 }],
    ['2106 and later', 4_294_967_296_000_000_001n, { status: 'integer', seconds: 4_294_967_296 }],
    ['the year 9999', 253_402_300_799_999_999_999n, { status: 'integer', seconds: 253_402_300_799 }],
    [
      'before 1970',
      -1n,
      { status: 'unrepresentable', error: 'time: -1 ns is before 1970, which Fluent Forward cannot express' },
    ],
  ])('%s', (_name, timeNs, expected) => expect(wireTime(timeNs, 'event')).toEqual(expected));

  it.each([
    [999_999_999n, 0],
    [1_700_000_000_999_999_999n, 1_700_000_000],
    [4_294_967_296_000_000_000n, 4_294_967_296],
  ])('as integer, %d ns is %d s', (timeNs, seconds) => {
    expect(wireTime(timeNs, 'integer')).toEqual({ status: 'integer', seconds });
  });

  it('loses nothing between 1970 and 2106', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_294_967_295_999_999_999n }), (timeNs) => {
        const time = wireTime(timeNs, 'event');
        expect(time.status === 'event' && BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos)).toBe(timeNs);
      }),
    );
  });
});
