import fc from 'fast-check';
import { DEFAULT_SETTINGS, type SimulatedRun, simulateShard } from '../testing/simulate-shard.ts';
import type { Answer } from './answer.ts';
import { toEventRecord } from './event-record.ts';
import type { Failure } from './failure.ts';
import { INFINITE, type MappingSettings } from './mapping-settings.ts';
import { compareSequenceNumbers, type StreamRecord } from './stream-record.ts';

const origin = {
  streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/s',
  region: 'eu-central-1',
  shardId: 'shardId-000000000000',
  roleArn: 'arn:aws:iam::000000000000:role/r',
};

/** What the function will do with its next batch, in words that need no reading of answers. */
type Plan =
  | { readonly kind: 'succeed' | 'throw' | 'throttle' | 'misnamed' }
  | { readonly kind: 'report'; readonly from: number; readonly alsoLater: boolean };

const answerOf = (plan: Plan, records: readonly StreamRecord[]): Answer => {
  const requestId = 'r';
  const report = (payload: unknown): Answer => ({ status: 'returned', payload, requestId });
  switch (plan.kind) {
    case 'succeed':
      return report({ batchItemFailures: [] });
    case 'throw':
      return { status: 'functionError', functionError: 'Unhandled', requestId };
    case 'throttle':
      return { status: 'throttled' };
    case 'misnamed':
      return report({ batchItemFailures: [{ id: records[0]?.sequenceNumber }] });
    case 'report': {
      const lowest = records[plan.from % records.length];
      const failed = plan.alsoLater ? [records.at(-1), lowest] : [lowest];
      return report({ batchItemFailures: failed.map((record) => ({ itemIdentifier: record?.sequenceNumber })) });
    }
  }
};

/** How many records at the head of the batch the plan settles. */
const settledByPlan = (plan: Plan, records: readonly StreamRecord[]): number => {
  if (plan.kind === 'succeed') return records.length;
  return plan.kind === 'report' ? plan.from % records.length : 0;
};

const plans = fc.oneof(
  fc.constantFrom<Plan>({ kind: 'succeed' }, { kind: 'throw' }, { kind: 'throttle' }, { kind: 'misnamed' }),
  fc.record({ kind: fc.constant('report' as const), from: fc.nat(20), alsoLater: fc.boolean() }),
);

const settings = fc.record({
  batchSize: fc.integer({ min: 1, max: 8 }),
  maxEventBytes: fc.constantFrom(1500, 6 * 1024 * 1024),
  windowMs: fc.constantFrom(0, 50, 1000),
  parallelizationFactor: fc.integer({ min: 1, max: 4 }),
  maximumRetryAttempts: fc.constantFrom(0, 1, 5, INFINITE),
  maximumRecordAgeMs: fc.constantFrom(INFINITE, 2000),
  bisectOnFunctionError: fc.boolean(),
  hasOnFailure: fc.boolean(),
  retentionMs: fc.constantFrom(INFINITE, 5000),
});

const records = fc
  .array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      gapMs: fc.nat(60),
      bytes: fc.constantFrom(0, 10, 400, 1400),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((drafts) => {
    let arrivedAtMs = 1_000_000;
    return drafts.map(({ key, gapMs, bytes }, index): StreamRecord => {
      arrivedAtMs += gapMs;
      const sequenceNumber = String(95 + index * 7);
      return { sequenceNumber, partitionKey: key, arrivedAtMs, data: Buffer.alloc(bytes, 'x') };
    });
  });

const scenario = fc.record({
  settings,
  records,
  plans: fc.array(plans, { maxLength: 60 }),
  tookMs: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }),
  refusals: fc.array(fc.boolean(), { maxLength: 6 }),
});

interface Invocation {
  readonly records: readonly StreamRecord[];
  readonly plan: Plan;
  readonly atMs: number;
}

/** Runs a scenario; when the plans run out, the function succeeds, so that every run comes to its end. */
const run = async (given: (typeof scenario)['generate'] extends (...args: never) => { value: infer T } ? T : never) => {
  const config: MappingSettings = { ...DEFAULT_SETTINGS, ...given.settings };
  const invocations: Invocation[] = [];
  const refusals = [...given.refusals];
  const result = await simulateShard({
    settings: config,
    origin,
    records: given.records,
    closes: true,
    maxSteps: 20_000,
    invoke: async ({ records: batch, atMs }) => {
      const plan = given.plans[invocations.length] ?? { kind: 'succeed' };
      const tookMs = given.tookMs[invocations.length % given.tookMs.length] ?? 1;
      invocations.push({ records: batch, plan, atMs });
      return { answer: answerOf(plan, batch), tookMs };
    },
    store: async () => refusals.shift() !== true,
  });
  return { config, invocations, result };
};

const recordsOf = ({ batch }: Failure): StreamRecord[] => batch.records.map(({ record }) => record);

const failuresOf = ({ steps }: SimulatedRun): Failure[] =>
  steps
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'putOnFailure' || effect.kind === 'discarded' ? [effect.failure] : []));

/** Walks through the history and tells, at every checkpoint, what was settled so far. */
const settlements = (
  result: SimulatedRun,
  invocations: readonly Invocation[],
  atCheckpoint: (settled: ReadonlySet<string>, sequenceNumber: string, kind: 'at' | 'after') => void,
): Map<string, number> => {
  const settled = new Map<string, number>();
  const inFlight = new Map<number, Invocation>();
  const storing = new Map<number, Failure>();
  const settle = (list: readonly StreamRecord[]): void => {
    for (const { sequenceNumber } of list) settled.set(sequenceNumber, (settled.get(sequenceNumber) ?? 0) + 1);
  };
  let count = 0;
  for (const { event, effects } of result.steps) {
    if (event.kind === 'answered') {
      const invocation = inFlight.get(event.lane);
      if (invocation) settle(invocation.records.slice(0, settledByPlan(invocation.plan, invocation.records)));
    }
    if (event.kind === 'stored') settle(recordsOf(storing.get(event.lane) as Failure));
    for (const effect of effects) {
      if (effect.kind === 'invoke') inFlight.set(effect.lane, invocations[count++] as Invocation);
      if (effect.kind === 'putOnFailure') storing.set(effect.lane, effect.failure);
      if (effect.kind === 'discarded') settle(recordsOf(effect.failure));
      if (effect.kind === 'expired') settle(effect.records);
      if (effect.kind === 'checkpoint') {
        atCheckpoint(new Set(settled.keys()), effect.position.sequenceNumber, effect.position.kind);
      }
    }
  }
  return settled;
};

const check = (property: (input: Awaited<ReturnType<typeof run>> & { records: readonly StreamRecord[] }) => void) =>
  fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      property({ ...(await run(given)), records: given.records });
    }),
    { numRuns: 300 },
  );

test('every record is settled exactly once: acknowledged, on the on-failure destination, discarded or expired', () =>
  check(({ result, invocations, records: all }) => {
    expect(result).toMatchObject({ settled: true, finished: true });
    const settled = settlements(result, invocations, () => undefined);
    expect([...settled.keys()].sort(compareSequenceNumbers)).toEqual(all.map(({ sequenceNumber }) => sequenceNumber));
    expect(new Set(settled.values())).toEqual(new Set([1]));
  }));

test('a checkpoint never stands past an unsettled record, and never goes back', () =>
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

test('a batch is never above its limits, and only a lone record is given up for its size', () =>
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

test('retries are honoured: at most the maximum for what is given up, and a throttle or a split costs none', () =>
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

test('nothing past its age is invoked, and nothing younger is given up for its age', () =>
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
