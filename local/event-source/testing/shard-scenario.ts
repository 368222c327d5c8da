import fc from 'fast-check';
import type { Answer } from '../core/answer.ts';
import { INFINITE, type MappingSettings } from '../core/mapping-settings.ts';
import type { StreamRecord } from '../core/stream-record.ts';
import { DEFAULT_SETTINGS, simulateShard } from './simulate-shard.ts';

/** The shard of every record of a scenario. */
export const origin = {
  streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/s',
  region: 'eu-central-1',
  shardId: 'shardId-000000000000',
  roleArn: 'arn:aws:iam::000000000000:role/r',
};

/** Behaviour of the function for its next batch, in a form that needs no parsing of answers. */
export type Plan =
  | { readonly kind: 'succeed' | 'throw' | 'throttle' | 'misnamed' }
  | { readonly kind: 'report'; readonly from: number; readonly alsoLater: boolean };

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

/** A shard's records, a mapping's settings, and what function and on-failure destination will do. */
export const scenario = fc.record({
  settings,
  records,
  plans: fc.array(plans, { maxLength: 60 }),
  tookMs: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }),
  refusals: fc.array(fc.boolean(), { maxLength: 6 }),
});

/** One call of the function. */
export interface Invocation {
  readonly records: readonly StreamRecord[];
  readonly plan: Plan;
  readonly atMs: number;
}

/** How many records at the head of the batch the plan settles. */
export function settledByPlan(plan: Plan, records: readonly StreamRecord[]): number {
  if (plan.kind === 'succeed') return records.length;
  return plan.kind === 'report' ? plan.from % records.length : 0;
}

/** Runs a scenario; when the plans run out, the function succeeds, so that every run comes to its end. */
export async function run(
  given: (typeof scenario)['generate'] extends (...args: never) => { value: infer T } ? T : never,
) {
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
}

function answerOf(plan: Plan, records: readonly StreamRecord[]): Answer {
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
}
