import fc from 'fast-check';
import { sequenceNumberAt } from '../testing/kinesis-events.ts';
import type { Progress } from './progress.ts';
import { decodePointer, decodeRowState, encodePointer, encodeRowState, MAX_ROW_STATE_BYTES } from './row-state.ts';

const ordinals = fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 20 });
const target = fc.constantFrom('-', 'kinesis:a', 'firehose:b', '__proto__x');
const record = fc.record({
  entries: fc.integer({ min: 1, max: 4000 }),
  settled: fc
    .dictionary(target, ordinals)
    .map((all) => new Map(Object.entries(all).map(([name, set]) => [name, new Set(set)]))),
  attempts: fc
    .dictionary(target, ordinals)
    .map((all) => new Map(Object.entries(all).map(([name, set]) => [name, new Map(set.map((n) => [n, 1 + (n % 9)]))]))),
});
const progress = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 10_000 }), record), {
    selector: ([position]) => position,
    maxLength: 30,
  })
  .map((pairs): Progress => new Map(pairs.map(([position, value]) => [sequenceNumberAt(position), value])));

function plain(value: Progress) {
  return [...value].map(([key, { entries, settled, attempts }]) => ({
    key,
    entries,
    settled: [...settled].map(([name, set]) => [name, [...set].sort((a, b) => a - b)]).sort(),
    attempts: [...attempts].map(([name, counts]) => [name, [...counts].sort((a, b) => a[0] - b[0])]).sort(),
  }));
}

const EMPTY = { progress: new Map(), error: '' };

describe('row state', () => {
  it('keeps the error and the hold', () => {
    const hold = { sinceMs: 1, triedAtMs: 3, arrivedAtMs: 2 };
    expect(decodeRowState(encodeRowState({ ...EMPTY, error: 'HTTP 503', starts: 2, hold }))).toEqual({
      progress: new Map(),
      error: 'HTTP 503',
      starts: 2,
      hold,
    });
    expect(decodeRowState(encodeRowState(EMPTY))).toEqual({ progress: new Map(), error: '', starts: 0 });
  });

  it('survives the table', () => {
    fc.assert(
      fc.property(progress, (value) => {
        expect(plain(decodeRowState(encodeRowState({ progress: value, error: 'HTTP 503' })).progress)).toEqual(
          plain(value),
        );
      }),
    );
  });

  it('holds a record of more settled entries than a call may have arguments', () => {
    const settled = new Map([['-', new Set(Array.from({ length: 200_000 }, (_, n) => n))]]);
    const value: Progress = new Map([[sequenceNumberAt(1), { entries: 200_000, settled, attempts: new Map() }]]);
    const read = decodeRowState(encodeRowState({ ...EMPTY, progress: value })).progress;
    expect(read.get(sequenceNumberAt(1))?.settled.get('-')?.size).toBe(200_000);
  });

  it('holds ten thousand settled records in one row', () => {
    const settled = new Map([['-', new Set([0])]]);
    const many: Progress = new Map(
      Array.from({ length: 10_000 }, (_, n) => [
        sequenceNumberAt(n * 97),
        { entries: 1, settled, attempts: new Map() },
      ]),
    );
    expect(encodeRowState({ progress: many, error: 'HTTP 503' }).length).toBeLessThan(MAX_ROW_STATE_BYTES);
  });

  it('tells a pointer from a state', () => {
    expect(decodePointer(encodePointer('failed/_progress/x.gz'))).toBe('failed/_progress/x.gz');
    expect(decodePointer(encodeRowState(EMPTY))).toBeUndefined();
  });

  it('refuses a version it does not know', () => {
    const state = encodeRowState(EMPTY);
    expect(() => decodeRowState(state.subarray(0, 10))).toThrow();
  });
});
