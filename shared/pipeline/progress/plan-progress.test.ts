import fc from 'fast-check';
import { padSequenceNumber } from '../../log/sequence.ts';
import { sequenceNumberAt } from '../testing/kinesis-events.ts';
import { rejected, retryable, testEntry, testResult } from '../testing/results.ts';
import { type LoadedRow, planProgress } from './plan-progress.ts';

import { lookUpProgress, type Progress } from './progress.ts';

const NOW_MS = 5_000;
const STARTED_MS = 4_000;

function progressOfPositions(...positions: readonly number[]): Progress {
  return new Map(
    positions.map((position) => [
      sequenceNumberAt(position),
      { entries: 1, settled: new Map([['-', new Set([0])]]), attempts: new Map() },
    ]),
  );
}
function row(checkpoint: number, ...positions: readonly number[]): LoadedRow {
  return {
    checkpoint: sequenceNumberAt(checkpoint),
    starts: 0,
    progress: progressOfPositions(...positions),
  };
}
function counts(...positions: readonly number[]) {
  return new Map(positions.map((position) => [sequenceNumberAt(position), 1]));
}
function keptPositions(keep: Progress | undefined): readonly string[] {
  return [...(keep?.keys() ?? [])];
}

function plan(input: Omit<Parameters<typeof planProgress>[0], 'startedAtMs' | 'nowMs'>) {
  return planProgress({ ...input, startedAtMs: STARTED_MS, nowMs: NOW_MS });
}

describe('planProgress', () => {
  it('keeps nothing for a batch that is settled, and removes the rows it covers', () => {
    const own = row(0, 0, 1);
    const planned = plan({
      results: [testResult(0), testResult(1)],
      rows: [own],
      entryCounts: counts(0, 1),
      last: sequenceNumberAt(1),
    });
    expect(planned).toEqual({ remove: [own] });
  });

  it('leaves a row that reaches past the batch: the other half of a bisect needs it', () => {
    const planned = plan({
      results: [testResult(0)],
      rows: [row(0, 0, 5)],
      entryCounts: counts(0),
      last: sequenceNumberAt(0),
    });
    expect(planned).toEqual({ remove: [] });
  });

  it('never touches a row of another worker of the shard', () => {
    const results = [testResult(0, { outcome: retryable('destination') }), testResult(2)];
    const planned = plan({ results, rows: [row(1, 1, 3)], entryCounts: counts(0, 2), last: sequenceNumberAt(3) });
    expect(planned.remove).toEqual([]);
    expect(keptPositions(planned.keep)).toEqual([sequenceNumberAt(2)]);
  });

  it('keeps what is settled at or past the lowest failure, letters included', () => {
    const results = [
      testResult(0),
      testResult(1, { outcome: retryable('destination') }),
      testResult(2),
      testResult(3, { outcome: rejected('bad_time') }),
      testResult(4, { outcome: { status: 'filtered' } }),
    ];
    const planned = plan({ results, rows: [], entryCounts: counts(0, 1, 2, 3, 4), last: sequenceNumberAt(4) });
    expect(planned.checkpoint).toBe(sequenceNumberAt(1));
    expect(keptPositions(planned.keep)).toEqual([sequenceNumberAt(2), sequenceNumberAt(3)]);
  });

  it('keeps the hold alone where nothing is settled past the failure', () => {
    const results = [testResult(0), testResult(1, { outcome: retryable('destination') })];
    const planned = plan({ results, rows: [], entryCounts: counts(0, 1), last: sequenceNumberAt(1) });
    expect(planned).toEqual({
      checkpoint: sequenceNumberAt(1),
      keep: new Map(),
      hold: { sinceMs: STARTED_MS, triedAtMs: NOW_MS, arrivedAtMs: results[1]?.entry.arrivedAtMs },
      remove: [],
    });
  });

  it('no hold where the logs at the checkpoint were only not tried, at none of their targets', () => {
    const [first, second] = [testResult(0), testResult(1, { outcome: retryable('postponed') })];
    const of = { rows: [], entryCounts: counts(0, 1), last: sequenceNumberAt(1) };
    const other = testResult(1, { target: 'b', outcome: retryable('destination') });
    expect(plan({ ...of, results: [first, second] })).toEqual({ checkpoint: sequenceNumberAt(1), remove: [] });
    expect(plan({ ...of, results: [first, second, other] }).hold).toBeDefined();
  });

  it('a hold goes on since its first try, and ends with the batch', () => {
    const checkpoint = padSequenceNumber(sequenceNumberAt(1));
    const held = { ...row(1), checkpoint, hold: { sinceMs: 1_000, triedAtMs: 2_000, arrivedAtMs: 500 } };
    const of = { rows: [held], entryCounts: counts(1), last: sequenceNumberAt(1) };
    const again = plan({ ...of, results: [testResult(1, { outcome: retryable('destination') })] });
    expect(again).toMatchObject({ hold: { sinceMs: 1_000, triedAtMs: NOW_MS }, remove: [held] });
    expect(plan({ ...of, results: [testResult(1)] })).toEqual({ remove: [held] });
  });

  it('keeps attempts of a refused entry', () => {
    const refused = testResult(0, { outcome: retryable('entry'), attempts: 3 });
    const { keep } = plan({ results: [refused], rows: [], entryCounts: counts(0), last: sequenceNumberAt(0) });
    expect(lookUpProgress(keep ?? new Map(), counts(0)).attempts(refused)).toBe(3);
  });

  it('takes over what an older row knows beyond the batch', () => {
    const own = row(0, 1, 7);
    const results = [testResult(0, { outcome: retryable('destination') }), testResult(1)];
    const planned = plan({ results, rows: [own], entryCounts: counts(0, 1), last: sequenceNumberAt(1) });
    expect(keptPositions(planned.keep)).toEqual([sequenceNumberAt(1), sequenceNumberAt(7)]);
    expect(planned.remove).toEqual([own]);
  });

  it('checkpoints at the record that could not be decoded', () => {
    const planned = plan({
      results: [testResult(0)],
      rows: [],
      entryCounts: counts(0),
      last: sequenceNumberAt(9),
      cutAt: sequenceNumberAt(1),
    });
    expect(planned).toEqual({ checkpoint: sequenceNumberAt(1), remove: [] });
  });

  it('never lets a settled delivery at or past the checkpoint be forgotten', () => {
    const outcome = fc.constantFrom(
      { status: 'delivered' } as const,
      retryable('entry'),
      retryable('destination'),
      rejected('oversize'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), outcome), { minLength: 1, maxLength: 40 }),
        (all) => {
          const results = all.map(([position, one], ordinal) =>
            testResult(position, { entry: testEntry(position, { ordinal }), outcome: one }),
          );
          const entryCounts = new Map([0, 1, 2, 3].map((position) => [sequenceNumberAt(position), all.length]));
          const planned = plan({ results, rows: [], entryCounts, last: sequenceNumberAt(3) });
          const memory = lookUpProgress(planned.keep ?? new Map(), entryCounts);
          for (const result of results) {
            const isOpen = result.outcome.status === 'retryable';
            if (isOpen)
              expect(BigInt(planned.checkpoint ?? -1)).toBeLessThanOrEqual(BigInt(result.entry.sequenceNumber));
            const comesAgain =
              planned.checkpoint !== undefined && BigInt(result.entry.sequenceNumber) >= BigInt(planned.checkpoint);
            if (comesAgain) expect(memory.isSettled(result)).toBe(!isOpen);
          }
        },
      ),
    );
  });
});

describe('lookUpProgress', () => {
  it('does not trust a record that decodes to another number of entries today', () => {
    const memory = lookUpProgress(progressOfPositions(0), new Map([[sequenceNumberAt(0), 2]]));
    expect(memory.isSettled(testResult(0))).toBe(false);
  });
});
