import { gunzipSync, gzipSync } from 'node:zlib';
import type { KinesisStreamEvent } from 'aws-lambda';
import { kplAggregate } from '../log/testing/stream-records.ts';
import { parseCommonSettings } from '../settings/common-settings.ts';
import { createLogPipeline } from './log-pipeline.ts';
import { DELIVERED, retryable } from './outcome.ts';
import { createContractWorld } from './testing/contract-world.ts';
import { kinesisEvent, lambdaContext } from './testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from './testing/memory-ports.ts';
import { createMemorySink } from './testing/memory-sink.ts';
import { describeSinkContract } from './testing/sink-contract.ts';

describeSinkContract({
  name: 'a list in memory',
  create: () => createMemorySink({ idempotent: false }),
  refusesEntries: true,
});
describeSinkContract({
  name: 'an idempotent list in memory',
  create: () => createMemorySink({ idempotent: true }),
  refusesEntries: true,
});

function log(n: number, type = 'app'): string {
  return `{"log_type":"${type}","log_id":"id-${n}","time":"2024-06-07T03:00:00Z"}`;
}

function start(pipeline: Partial<Parameters<typeof createLogPipeline>[0]> = {}) {
  const world = createContractWorld();
  const sink = createMemorySink({ idempotent: false });
  world.use({ ...sink, pipeline: { ...sink.pipeline, ...pipeline } });
  return { world, sink };
}

describe('createLogPipeline', () => {
  it('filters what no one here wants', async () => {
    const { world, sink } = start();
    expect(await world.invoke([log(1), log(2, 'other')])).toEqual([]);
    expect(await sink.received()).toEqual([log(1)]);
    expect(world.lastLedger()).toMatchObject({ received: 2, delivered: 1, filtered: 1 });
  });

  it('counts each target by itself, and recalls it by itself', async () => {
    const sent: string[] = [];
    let isBDown = true;
    const { world } = start({
      selectTargets: ({ logId }) => (logId === 'id-9' ? [] : ['a', 'b']),
      deliver: async (logs, { target }) =>
        logs.map(({ logId }) => {
          if (target === 'b' && isBDown) return { status: 'retryable', scope: 'destination', error: 'b is away' };
          sent.push(`${target}:${logId}`);
          return { status: 'delivered' };
        }),
    });
    const batch = [log(1), log(2), log(9)];
    expect(await world.invoke(batch)).toEqual([0]);
    expect(world.lastLedger()).toMatchObject({
      received: 3,
      retryable: 2,
      filtered: 1,
      targets: { a: { matched: 2, delivered: 2 }, b: { retryable: 2 } },
    });
    isBDown = false;
    expect(await world.invoke(batch)).toEqual([]);
    expect(world.lastLedger()).toMatchObject({
      received: 3,
      delivered: 2,
      filtered: 1,
      targets: { a: { alreadyDelivered: 2 }, b: { delivered: 2 } },
    });
    expect(sent.sort()).toEqual(['a:id-1', 'a:id-2', 'b:id-1', 'b:id-2']);
    expect(world.progress.rows()).toEqual([]);
  });

  it('writes into the row what holds the shard, not what another target said', async () => {
    const { world } = start({
      selectTargets: ({ logId }) => (logId === 'id-2' ? ['b', 'a'] : ['b']),
      deliver: async (logs, { target }) =>
        logs.map(({ logId }) =>
          target === 'a' || logId === 'id-3'
            ? { status: 'retryable', scope: 'destination', error: `${target} did not take ${logId}` }
            : { status: 'delivered' },
        ),
    });
    expect(await world.invoke([log(1), log(2), log(3)])).toEqual([1]);
    const [row] = world.progress.rows();
    expect(JSON.parse(gunzipSync(row?.state ?? '').toString())).toMatchObject({ error: 'a did not take id-2' });
  });

  it.each([
    ['cut off', 'destination', 'the call was aborted'],
    ['not sent', 'postponed', 'no time was left'],
  ] as const)("says the destination's last answer where the last try was %s", async (_name, scope, error) => {
    const { world } = start({
      deliver: async (logs, { remainingMs }) => {
        const isLast = remainingMs() < 10_000;
        if (isLast) world.advance(remainingMs());
        const failed = isLast ? retryable(scope, error) : retryable('destination', 'HTTP 503 from the engine');
        return logs.map(({ logId }) => (logId === 'id-2' ? { status: 'delivered' } : failed));
      },
    });
    expect(await world.invoke([log(1), log(2)])).toEqual([0]);
    expect(world.lastReport()?.problems).toEqual(['HTTP 503 from the engine']);
    const [row] = world.progress.rows();
    expect(JSON.parse(gunzipSync(row?.state ?? '').toString())).toMatchObject({ error: 'HTTP 503 from the engine' });
  });

  it.each(['eager', 'onFailure'] as const)(
    'a record that takes too long to decode says what is settled, recall %s',
    async (recall) => {
      const bucket = createMemoryBucket();
      let [nowMs, stepMs] = [0, 0];
      const now = () => {
        nowMs += stepMs;
        return nowMs;
      };
      const handler = createLogPipeline({
        settings: parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' }, 'test'),
        recall,
        maxTries: 1,
        ports: { ...bucket, progress: createMemoryProgressTable() },
        deliver: async (logs) =>
          logs.map(({ logId }) => (logId === 'id-2' ? retryable('destination', 'away') : DELIVERED)),
        observe: () => undefined,
        pauses: { baseMs: 1, capMs: 1, untilDeadline: false, random: () => 0, sleep: async () => undefined },
        now,
        createSignal: () => new AbortController().signal,
        strict: true,
      });
      const aggregate = kplAggregate([1, 2, 3, 4, 5, 6].map((n) => gzipSync(log(n))));
      const event = kinesisEvent([{ data: aggregate, position: 0 }]);
      expect((await handler(event, lambdaContext(60_000, now))).batchItemFailures).toHaveLength(1);
      // From now on the clock goes ten seconds further each time that it is asked.
      stepMs = 10_000;
      expect((await handler(event, lambdaContext(120_000, now))).batchItemFailures).toEqual([]);
      expect(bucket.deadLetters()).toMatchObject([
        { reason: 'crashed', settled: { entries: 6, targets: { '-': '0,2-5' } } },
      ]);
    },
  );

  it('saves no log as held too long for want of time, while its destination takes others', async () => {
    const taken: string[] = [];
    const { world } = start({
      // Requests of one log; the second is cut off, and no more are sent.
      deliver: async (logs, { remainingMs }) =>
        logs.map(({ logId }, index) => {
          if (index === 0) taken.push(logId);
          if (index === 1) world.advance(remainingMs());
          return index === 0 ? DELIVERED : retryable('destination', 'the call was aborted');
        }),
    });
    world.advance(2 * 3_600_000 * world.settings.holdMaxAgeHours);
    const batch = [log(1), log(2), log(3)];
    expect(await world.invoke(batch)).toEqual([1]);
    expect(await world.invoke(batch, { from: 1 })).toEqual([2]);
    expect(world.bucket.deadLetters()).toEqual([]);
    expect(taken).toEqual(['id-1', 'id-2']);
  });

  it.each([
    [
      'throws',
      async () => {
        throw new Error('boom');
      },
      'deliver failed: boom',
    ],
    ['forgets an outcome', async () => [], 'deliver answered 0 outcomes for 1 logs'],
  ])('loses nothing when deliver %s', async (_name, deliver, problem) => {
    const { world } = start({ deliver });
    expect(await world.invoke([log(1)])).toEqual([0]);
    expect(world.lastReport()?.problems).toContain(problem);
    expect(world.lastLedger()).toMatchObject({ received: 1, retryable: 1, mismatches: [] });
  });

  it('reports what went in and out', async () => {
    const { world } = start({
      deliver: async (logs, context) => {
        context.countBytesOut(42);
        return logs.map(() => ({ status: 'delivered' }));
      },
    });
    world.advance(5000);
    await world.invoke([log(1)]);
    expect(world.lastReport()).toMatchObject({
      requestId: 'request-1',
      records: 1,
      bytesIn: log(1).length,
      bytesOut: 42,
      oldestLogAgeMs: 5000,
      shardHeldMs: 0,
    });
  });

  it('wraps no CloudWatch message that lacks only what is optional', async () => {
    const message = '{"log_type":"app","time":"2024-06-07T03:00:00Z"}';
    const envelope = {
      messageType: 'DATA_MESSAGE',
      owner: '1',
      logGroup: '/ecs/app',
      logStream: 's',
      logEvents: [{ id: '38', timestamp: 1_717_729_200_000, message }],
    };
    const env = {
      FAILED_LOG_S3_BUCKET: 'b',
      PROGRESS_TABLE: 't',
      OPTIONAL_FIELDS: 'log_id',
      CLOUDWATCH_WRAP: '/ecs/*=ecs',
    };
    const { world, sink } = start();
    const handler = createLogPipeline({
      ...sink.pipeline,
      maxTries: 1,
      settings: parseCommonSettings(env, 'test'),
      ports: { ...world.bucket, progress: world.progress },
      observe: () => undefined,
    });
    const data = gzipSync(JSON.stringify(envelope));
    await handler(kinesisEvent([{ data, position: 0 }]), lambdaContext(30_000));
    expect(await sink.received()).toEqual([message]);
  });

  it.each([
    ['no Kinesis event', { detail: 'x' }],
    ['no record', { Records: [] }],
  ])('refuses an event with %s in one sentence', async (_name, event) => {
    const { world, sink } = start();
    const handler = createLogPipeline({
      ...sink.pipeline,
      settings: world.settings,
      maxTries: 1,
      ports: { ...world.bucket, progress: world.progress },
      observe: () => undefined,
    });
    await expect(handler(event as unknown as KinesisStreamEvent, lambdaContext(1000))).rejects.toThrow(
      /expected a Kinesis event/,
    );
  });
});

it('counts times whose zone has no offset, by abbreviation, and starts anew with each batch', async () => {
  const { world } = start();
  const withZone = (zone: string): string => `{"log_type":"app","log_id":"a","time":"2024-06-07 12:00:00 ${zone}"}`;
  await world.invoke([withZone('BRST'), withZone('BRST')]);
  expect(world.lastReport()?.unknownZones).toEqual({ BRST: 2 });
  await world.invoke([withZone('JST')]);
  expect(world.lastReport()?.unknownZones).toEqual({});
});
