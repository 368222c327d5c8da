import fc from 'fast-check';
import { chunkRecords, recordBytes } from './chunk-records.ts';

const record = (bytes: number, partitionKey?: string) => ({
  data: Buffer.alloc(bytes),
  ...(partitionKey === undefined ? {} : { partitionKey }),
});
const limits = { maxRecords: 3, maxCallBytes: 100, maxRecordBytes: 60 };

describe('recordBytes', () => {
  it.each([
    [record(10), 10],
    [record(10, 'abc'), 13],
    [record(0, 'ü€😀'), 9],
  ])('counts data and the key as UTF-8', (input, expected) => {
    expect(recordBytes(input)).toBe(expected);
  });
});

describe('chunkRecords', () => {
  it.each([
    ['nothing', [], []],
    ['one', [1], [1]],
    ['by count', [1, 1, 1, 1], [3, 4]],
    ['by bytes, inclusive', [50, 50, 1], [2, 3]],
    ['a record past the call alone', [1, 150, 1], [1, 2, 3]],
  ])('cuts %s', (_, sizes, ends) => {
    expect(
      chunkRecords(
        sizes.map((size) => record(size)),
        limits,
      ),
    ).toEqual(ends);
  });

  it('counts keys', () => {
    expect(chunkRecords([record(50, 'k'), record(50)], limits)).toEqual([1, 2]);
  });

  it('loses nothing, keeps the order, and every call is within the limits and as full as it can be', () => {
    const records = fc.array(
      fc.nat(60).map((size) => record(size)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(records, (input) => {
        const ends = chunkRecords(input, limits);
        const calls = ends.map((end, index) => input.slice(ends[index - 1] ?? 0, end));
        expect(calls.flat()).toEqual(input);
        const bytes = calls.map((call) => call.reduce((sum, { data }) => sum + data.length, 0));
        calls.forEach((call, index) => {
          expect(call.length).toBeGreaterThan(0);
          expect(call.length).toBeLessThanOrEqual(3);
          expect(bytes[index]).toBeLessThanOrEqual(100);
          const next = calls[index + 1]?.[0];
          if (next) expect(call.length === 3 || (bytes[index] ?? 0) + next.data.length > 100).toBe(true);
        });
      }),
    );
  });
});
