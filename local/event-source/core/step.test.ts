import { DEFAULT_SETTINGS, type SimulatedRun, simulateShard } from '../testing/simulate-shard.ts';
import type { Answer } from './answer.ts';
import type { MappingSettings } from './mapping-settings.ts';
import { createShardState, step, wantsRecords } from './step.ts';
import type { StreamRecord } from './stream-record.ts';

const origin = {
  streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/s',
  region: 'eu-central-1',
  shardId: 'shardId-000000000000',
  roleArn: 'arn:aws:iam::000000000000:role/r',
};
function record(number: number, options: Partial<StreamRecord> = {}): StreamRecord {
  return {
    sequenceNumber: String(number),
    partitionKey: 'k',
    arrivedAtMs: 0,
    data: Buffer.from('x'),
    ...options,
  };
}
const OK: Answer = { status: 'returned', payload: null, requestId: 'r' };
const ERROR: Answer = { status: 'functionError', functionError: 'Unhandled', requestId: 'r' };
function from(number: number): Answer {
  return {
    status: 'returned',
    payload: { batchItemFailures: [{ itemIdentifier: String(number) }] },
    requestId: 'r',
  };
}

/** Runs records 1..n against scripted answers; returns each batch as its numbers, and the failed ones. */
async function play(settings: Partial<MappingSettings>, count: number, answers: Answer[]) {
  const batches: string[] = [];
  const script = [...answers];
  const result = await simulateShard({
    settings: { ...DEFAULT_SETTINGS, batchSize: 10, ...settings },
    origin,
    records: Array.from({ length: count }, (_, i) => record(i + 1)),
    closes: true,
    invoke: async ({ records }) => {
      batches.push(records.map(({ sequenceNumber }) => sequenceNumber).join(' '));
      return { answer: script.shift() ?? OK, tookMs: 1 };
    },
    store: async () => true,
  });
  return { batches, exhausted: exhaustedOf(result) };
}

function exhaustedOf({ steps }: SimulatedRun): string[] {
  return steps
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => (effect.kind === 'putOnFailure' || effect.kind === 'discarded' ? [effect.failure] : []))
    .map(({ batch, condition }) => `${condition} ${batch.records.map((one) => one.record.sequenceNumber).join(' ')}`);
}

it.each([
  ['success', {}, [OK], ['1', '2 3 4'], []],
  ['rewind to the lowest failure', {}, [OK, from(3)], ['1', '2 3 4', '3 4'], []],
  ['an error brings the whole batch back', {}, [OK, ERROR], ['1', '2 3 4', '2 3 4'], []],
  ['bisect on an error', { bisectOnFunctionError: true }, [OK, ERROR], ['1', '2 3 4', '2 3', '4'], []],
  ['bisect at the number', { bisectOnFunctionError: true }, [OK, from(3)], ['1', '2 3 4', '3 4'], []],
  [
    'no retry is left: the batch goes to the on-failure destination',
    { maximumRetryAttempts: 1 },
    [OK, ERROR, ERROR],
    ['1', '2 3 4', '2 3 4'],
    ['RetryAttemptsExhausted 2 3 4'],
  ],
  [
    'what is left keeps the retries it used',
    { maximumRetryAttempts: 1 },
    [OK, from(3), from(4)],
    ['1', '2 3 4', '3 4'],
    ['RetryAttemptsExhausted 4'],
  ],
  [
    'bisect finds the poison record, and costs no retry',
    { maximumRetryAttempts: 1, bisectOnFunctionError: true },
    [OK, ERROR, ERROR, OK, ERROR, ERROR],
    ['1', '2 3 4', '2 3', '2', '3', '3', '4'],
    ['RetryAttemptsExhausted 3'],
  ],
  [
    'throttles cost no retry',
    { maximumRetryAttempts: 0 },
    [OK, { status: 'throttled' } as const, { status: 'throttled' } as const],
    ['1', '2 3 4', '2 3 4', '2 3 4'],
    [],
  ],
  ['a batch by count', { batchSize: 2 }, [], ['1', '2 3', '4'], []],
  [
    'without a destination it is discarded',
    { maximumRetryAttempts: 0, hasOnFailure: false },
    [ERROR],
    ['1', '2 3 4'],
    ['RetryAttemptsExhausted 1'],
  ],
])('%s', async (_name, settings, answers, batches, expected) => {
  expect(await play(settings, 4, answers)).toEqual({ batches, exhausted: expected });
});

describe('the batching window', () => {
  const start = () => createShardState({ ...DEFAULT_SETTINGS, batchSize: 3, windowMs: 500 }, origin);

  it('holds a batch that is not full until it closes', () => {
    const first = step(start(), { kind: 'records', records: [record(1)], nowMs: 1000 });
    expect(first.effects).toContainEqual({ kind: 'waitUntil', atMs: 1500 });
    const second = step(first.state, { kind: 'records', records: [record(2)], nowMs: 1400 });
    expect(second.effects.map(({ kind }) => kind)).toEqual(['waitUntil']);
    const third = step(second.state, { kind: 'tick', nowMs: 1500 });
    expect(third.effects).toEqual([{ kind: 'invoke', worker: 0, records: [record(1), record(2)] }]);
  });

  it.each([
    ['the count is reached', [1, 2, 3].map((number) => record(number))],
    ['the bytes are', [1, 2].map((number) => record(number, { data: Buffer.alloc(3 * 1024 * 1024) }))],
  ])('closes early when %s', (_name, records) => {
    const { effects } = step(start(), { kind: 'records', records, nowMs: 1000 });
    expect(effects[0]).toMatchObject({ kind: 'invoke', worker: 0 });
  });
});

it('gives a record that alone is past 6 MB to the on-failure destination, and goes on', async () => {
  const batches: number[] = [];
  const result = await simulateShard({
    settings: DEFAULT_SETTINGS,
    origin,
    records: [record(1), record(2, { data: Buffer.alloc(5 * 1024 * 1024) }), record(3)],
    invoke: async ({ records }) => {
      batches.push(...records.map(({ sequenceNumber }) => Number(sequenceNumber)));
      return { answer: OK, tookMs: 1 };
    },
    store: async () => true,
  });
  expect(batches).toEqual([1, 3]);
  expect(exhaustedOf(result)).toEqual(['PayloadSizeExceeded 2']);
});

it('runs workers side by side, and leaves the checkpoint at the lowest record that is not settled', () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const records = keys.map((partitionKey, i) => record(i + 1, { partitionKey }));
  const settings = { ...DEFAULT_SETTINGS, parallelizationFactor: 2 };
  const started = step(createShardState(settings, origin), { kind: 'records', records, nowMs: 0 });
  const invokes = started.effects.flatMap((effect) => (effect.kind === 'invoke' ? [effect] : []));
  expect(invokes.map(({ worker }) => worker)).toEqual([0, 1]);
  const laneOfFirst = invokes.find((invoke) => invoke.records[0]?.sequenceNumber === '1')?.worker ?? 0;
  const other = step(started.state, { kind: 'answered', worker: 1 - laneOfFirst, answer: OK, nowMs: 1 });
  expect(other.state.checkpoint).toEqual({ kind: 'at', sequenceNumber: '1' });
  const both = step(other.state, { kind: 'answered', worker: laneOfFirst, answer: OK, nowMs: 2 });
  expect(both.effects).toEqual([{ kind: 'checkpoint', position: { kind: 'after', sequenceNumber: '6' } }]);
});

it('filters before it batches, and counts what it dropped as settled', () => {
  const settings = { ...DEFAULT_SETTINGS, filters: [{ data: { level: ['error'] } }] };
  const records = [record(1, { data: Buffer.from('{"level":"error"}') }), record(2, { data: Buffer.from('gzip') })];
  const { effects, state } = step(createShardState(settings, origin), { kind: 'records', records, nowMs: 0 });
  expect(effects).toContainEqual({ kind: 'filteredOut', records: [records[1]] });
  const done = step(state, { kind: 'answered', worker: 0, answer: OK, nowMs: 1 });
  expect(done.state.checkpoint).toEqual({ kind: 'after', sequenceNumber: '2' });
});

it('takes a record in once, however often it is read', () => {
  const { state } = step(createShardState(DEFAULT_SETTINGS, origin), {
    kind: 'records',
    records: [record(1)],
    nowMs: 0,
  });
  const again = step(state, { kind: 'records', records: [record(1)], nowMs: 1 });
  expect(again.state.workers[0]?.waiting).toEqual([]);
});

it('stops reading while two batches a worker wait', () => {
  const settings = { ...DEFAULT_SETTINGS, batchSize: 2 };
  const records = Array.from({ length: 6 }, (_, i) => record(i + 1));
  const { state } = step(createShardState(settings, origin), { kind: 'records', records, nowMs: 0 });
  expect(wantsRecords(state)).toBe(false);
  expect(wantsRecords(createShardState(settings, origin))).toBe(true);
});

it.each(['answered', 'stored', 'storeRefused'] as const)('calls a %s that was not asked for a bug', (kind) => {
  const state = createShardState(DEFAULT_SETTINGS, origin);
  expect(() => step(state, { kind, worker: 0, answer: OK, nowMs: 0 })).toThrow(/bug: .* for worker 0/);
});
