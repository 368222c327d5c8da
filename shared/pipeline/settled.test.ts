import fc from 'fast-check';
import type { StreamRecord } from '../log/decode/kinesis-event.ts';
import { ARRIVAL_PERIOD_MS, periodsEnded, settledOf } from './settled.ts';
import { sequenceNumberAt } from './testing/kinesis-events.ts';
import { testResult } from './testing/results.ts';

function record(position: number, arrivedAtMs: number): StreamRecord {
  const place = { streamName: 's', shardId: 'shard', partitionKey: '', data: '' };
  return { ...place, sequenceNumber: sequenceNumberAt(position), arrivedAtMs };
}

/** A batch of records, each with so many entries, all of them filtered. */
function batch(records: readonly (readonly [arrivedAtMs: number, entries: number])[], checkpointAt?: number) {
  return {
    records: records.map(([arrivedAtMs], position) => record(position, arrivedAtMs)),
    results: records.flatMap(([, entries], position) =>
      Array.from({ length: entries }, () => testResult(position, { outcome: { status: 'filtered' } })),
    ),
    received: records.reduce((sum, [, entries]) => sum + entries, 0),
    entryCounts: () =>
      new Map(records.flatMap(([, entries], n) => (entries > 0 ? [[sequenceNumberAt(n), entries] as const] : []))),
    ...(checkpointAt !== undefined && { checkpoint: sequenceNumberAt(checkpointAt) }),
  };
}

const [FIRST, SECOND] = [0, ARRIVAL_PERIOD_MS];

describe('settledOf', () => {
  it.each([
    [
      'all of a batch that is settled',
      batch([
        [1, 2],
        [5, 0],
        [9, 1],
      ]),
      3,
      [{ fromMs: FIRST, records: 3, logs: 3 }],
    ],
    [
      'by the arrival of each record',
      batch([
        [SECOND - 1, 2],
        [SECOND, 3],
        [SECOND + 1, 1],
      ]),
      6,
      [
        { fromMs: FIRST, records: 1, logs: 2 },
        { fromMs: SECOND, records: 2, logs: 4 },
      ],
    ],
    [
      'only what is before the checkpoint',
      batch(
        [
          [1, 2],
          [2, 5],
          [3, 1],
        ],
        1,
      ),
      2,
      [{ fromMs: FIRST, records: 1, logs: 2 }],
    ],
    [
      'nothing where the first record comes again',
      batch(
        [
          [1, 2],
          [2, 5],
        ],
        0,
      ),
      0,
      [],
    ],
  ])('counts %s', (_name, given, filtered, arrivals) => {
    expect(settledOf(given)).toEqual({ filtered, arrivals });
  });

  it('counts every record once, wherever the checkpoints of its invocations are', () => {
    const records = fc.array(fc.tuple(fc.nat({ max: 3 * ARRIVAL_PERIOD_MS }), fc.nat({ max: 4 })), { minLength: 1 });
    fc.assert(
      fc.property(records, fc.array(fc.nat({ max: 20 })), (all, stops) => {
        let from = 0;
        const sums = { records: 0, logs: 0 };
        for (const stop of [...stops, all.length]) {
          const rest = all.slice(from);
          const at = Math.min(stop, rest.length);
          for (const { records: count, logs } of settledOf(batch(rest, at < rest.length ? at : undefined)).arrivals) {
            sums.records += count;
            sums.logs += logs;
          }
          from += at;
        }
        expect(sums).toEqual({ records: all.length, logs: all.reduce((sum, [, entries]) => sum + entries, 0) });
      }),
    );
  });
});

it.each([
  [1, SECOND - 1, []],
  [1, SECOND, [FIRST]],
  [SECOND - 1, 3 * SECOND + 1, [FIRST, SECOND, 2 * SECOND]],
])('from %i to %i the periods %j end', (fromMs, toMs, ended) => {
  expect(periodsEnded(fromMs, toMs)).toEqual(ended);
});
