import fc from 'fast-check';
import { failuresOf, recordsOf, settlements } from '../testing/settlements.ts';
import { type Invocation, origin, run, scenario, settledByPlan } from '../testing/shard-scenario.ts';
import { toEventRecord } from './event-record.ts';
import { INFINITE } from './mapping-settings.ts';
import { compareSequenceNumbers, type StreamRecord } from './stream-record.ts';

function check(property: (input: Awaited<ReturnType<typeof run>> & { records: readonly StreamRecord[] }) => void) {
  return fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      property({ ...(await run(given)), records: given.records });
    }),
    { numRuns: 300 },
  );
}

test('every record is settled exactly once: acknowledged, on the on-failure destination, discarded or expired', () =>
  check(({ result, invocations, records: all }) => {
    expect(result).toMatchObject({ settled: true, finished: true });
    const settled = settlements(result, invocations, () => undefined);
    expect([...settled.keys()].sort(compareSequenceNumbers)).toEqual(all.map(({ sequenceNumber }) => sequenceNumber));
    expect(new Set(settled.values())).toEqual(new Set([1]));
  }));

test('a checkpoint is never past an unsettled record, and never goes back', () =>
  check(({ result, invocations, records: all }) => {
    let last = '0';
    settlements(result, invocations, (settled, sequenceNumber, kind) => {
      const before = all.filter((record) => {
        const order = compareSequenceNumbers(record.sequenceNumber, sequenceNumber);
        return kind === 'after' ? order <= 0 : order < 0;
      });
      expect(before.filter((record) => !settled.has(record.sequenceNumber))).toEqual([]);
      expect(compareSequenceNumbers(sequenceNumber, last)).toBeGreaterThanOrEqual(0);
      last = sequenceNumber;
    });
    const end = result.steps.flatMap(({ effects }) => effects).findLast(({ kind }) => kind === 'checkpoint');
    expect(end).toEqual({
      kind: 'checkpoint',
      position: { kind: 'after', sequenceNumber: all.at(-1)?.sequenceNumber },
    });
  }));

test('records of one partition key are first invoked in order, and come again only until they are settled', () =>
  check(({ invocations }) => {
    for (const key of ['a', 'b', 'c', 'd']) {
      const seen: string[] = [];
      const settled = new Set<string>();
      for (const { records: batch, plan } of invocations) {
        const ofKey = batch.filter(({ partitionKey }) => partitionKey === key);
        for (const { sequenceNumber } of ofKey) {
          expect(settled.has(sequenceNumber)).toBe(false);
          if (!seen.includes(sequenceNumber)) seen.push(sequenceNumber);
        }
        for (const record of batch.slice(0, settledByPlan(plan, batch))) settled.add(record.sequenceNumber);
      }
      expect(seen).toEqual([...seen].sort(compareSequenceNumbers));
    }
  }));

test('a batch is never above its limits, and only a record that is alone fails for its size', () =>
  check(({ config, invocations, result }) => {
    for (const failure of failuresOf(result).filter(({ condition }) => condition === 'PayloadSizeExceeded')) {
      expect(failure.batch.records).toHaveLength(1);
    }
    for (const { records: batch } of invocations) {
      const event = JSON.stringify({ Records: batch.map((record) => toEventRecord(record, origin)) });
      expect(batch.length).toBeGreaterThan(0);
      expect(batch.length).toBeLessThanOrEqual(config.batchSize);
      expect(Buffer.byteLength(event)).toBeLessThanOrEqual(config.maxEventBytes);
    }
  }));

test('retries are honoured: at most the maximum for what fails, and a throttle or a split costs none', () =>
  check(({ config, invocations, result }) => {
    const { maximumRetryAttempts: maximum, bisectOnFunctionError: bisects } = config;
    const failures = failuresOf(result);
    const costs = ({ plan, records: batch }: Invocation): boolean => {
      if (plan.kind === 'throttle' || plan.kind === 'succeed') return false;
      if (plan.kind === 'report') return !(bisects && plan.from % batch.length > 0);
      return !(bisects && batch.length > 1);
    };
    for (const failure of failures.filter(({ condition }) => condition === 'RetryAttemptsExhausted')) {
      for (const { sequenceNumber } of recordsOf(failure)) {
        const paid = invocations.filter(
          (one) => costs(one) && one.records.some((record) => record.sequenceNumber === sequenceNumber),
        );
        expect(paid).toHaveLength(maximum + 1);
      }
    }
    if (maximum === INFINITE)
      expect(failures.map(({ condition }) => condition)).not.toContain('RetryAttemptsExhausted');
  }));

test('nothing past its age is invoked, and nothing younger fails for its age', () =>
  check(({ config, invocations, result }) => {
    const limit = config.maximumRecordAgeMs === INFINITE ? Number.POSITIVE_INFINITY : config.maximumRecordAgeMs;
    const kept = config.retentionMs === INFINITE ? Number.POSITIVE_INFINITY : config.retentionMs;
    for (const { records: batch, atMs } of invocations) {
      for (const { arrivedAtMs } of batch) expect(atMs - arrivedAtMs).toBeLessThanOrEqual(Math.min(limit, kept));
    }
    for (const { event, effects } of result.steps) {
      for (const effect of effects) {
        if (effect.kind === 'expired') {
          for (const { arrivedAtMs } of effect.records) expect(event.nowMs - arrivedAtMs).toBeGreaterThan(kept);
        }
        if (effect.kind === 'discarded' && effect.failure.condition === 'RecordAgeExceeded') {
          for (const { arrivedAtMs } of recordsOf(effect.failure))
            expect(event.nowMs - arrivedAtMs).toBeGreaterThan(limit);
        }
      }
    }
  }));
