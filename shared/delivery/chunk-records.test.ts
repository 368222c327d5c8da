import fc from 'fast-check';
import { chunkRecords } from './chunk-records.ts';

const limits = { maxRecords: 3, maxCallBytes: 100, maxRecordBytes: 60 };

describe('chunkRecords', () => {
  it.each([
    ['nothing', [], []],
    ['one', [1], [1]],
    ['by count', [1, 1, 1, 1], [3, 4]],
    ['by bytes, inclusive', [50, 50, 1], [2, 3]],
    ['a record past the call alone', [1, 150, 1], [1, 2, 3]],
  ])('cuts %s', (_, sizes, ends) => {
    expect(chunkRecords(sizes, limits)).toEqual(ends);
  });

  it('loses nothing, keeps the order, and every call is within the limits and as full as it can be', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 60 }), (input) => {
        const ends = chunkRecords(input, limits);
        const calls = ends.map((end, index) => input.slice(ends[index - 1] ?? 0, end));
        expect(calls.flat()).toEqual(input);
        const bytes = calls.map((call) => call.reduce((sum, size) => sum + size, 0));
        calls.forEach((call, index) => {
          expect(call.length).toBeGreaterThan(0);
          expect(call.length).toBeLessThanOrEqual(3);
          expect(bytes[index]).toBeLessThanOrEqual(100);
          const next = calls[index + 1]?.[0];
          if (next !== undefined) expect(call.length === 3 || (bytes[index] ?? 0) + next > 100).toBe(true);
        });
      }),
    );
  });
});
