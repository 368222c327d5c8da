import { kplAggregate } from '../../log/testing/stream-records.ts';
import { parseCommonSettings } from '../../settings/common-settings.ts';
import { createLogPipeline, type StreamHandler } from '../log-pipeline.ts';
import { DELIVERED, retryable } from '../outcome.ts';
import { kinesisEvent, lambdaContext, sequenceNumberAt } from '../testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../testing/memory-ports.ts';
import type { Recall } from './start-reading.ts';

const settings = parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' }, 'test');
const LOG = '{"log_type":"app","log_id":"a","time":"2024-06-07T03:00:00Z"}';
const POISON = LOG.replace('"a"', '"poison"');
const POISON_POSITION = 100;
const HOUR_MS = 3_600_000;

/** The end of an invocation that dies, as Lambda sees it. */
class Killed extends Error {}

/** Processes of one function, its table and its bucket. */
function createWorld(recall: Recall = 'eager') {
  const table = createMemoryProgressTable();
  const bucket = createMemoryBucket();
  const received: string[] = [];
  let isAway = false;
  let isDying = true;
  let refused: string | undefined;
  const startProcess = (now = () => 0) => {
    const handler = createLogPipeline({
      settings,
      recall,
      maxTries: 1,
      ports: { putObject: bucket.putObject, getObject: bucket.getObject, progress: table },
      deliver: async (logs) =>
        logs.map(({ logId }) => (isAway || logId === refused ? retryable('destination', 'away') : DELIVERED)),
      // Runs inside the chain; what it throws ends the invocation as a crash does.
      selectTargets: ({ logId }) => {
        if (logId === 'poison' && isDying) throw new Killed();
        received.push(logId);
        return ['-'];
      },
      observe: () => undefined,
      pauses: { baseMs: 1, capMs: 1, untilDeadline: false, random: () => 0, sleep: async () => undefined },
      now,
      strict: true,
    });
    return (...texts: readonly (string | Buffer)[]) => invoke(handler, texts, now);
  };
  return {
    table,
    bucket,
    received,
    startProcess,
    setAway: (away: boolean) => {
      isAway = away;
    },
    setDying: (dying: boolean) => {
      isDying = dying;
    },
    refuse: (logId: string) => {
      refused = logId;
    },
  };
}

/** Reported sequence numbers, or the end by a kill. */
async function invoke(handler: StreamHandler, texts: readonly (string | Buffer)[], now: () => number) {
  const event = kinesisEvent(
    texts.map((data, index) => ({ data, position: data.includes('poison') ? POISON_POSITION : index })),
  );
  try {
    const { batchItemFailures } = await handler(event, lambdaContext(60_000, now));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
}

describe.each(['eager', 'onFailure'] as const)('a record that kills the function, recall %s', (recall) => {
  it('is a dead letter after two kills, and leaves no row', async () => {
    const { startProcess, table, bucket } = createWorld(recall);
    expect(await startProcess()(POISON)).toBe('killed');
    expect(await startProcess()(POISON)).toBe('killed');
    expect(await startProcess()(POISON)).toEqual([]);
    expect(bucket.deadLetters()).toMatchObject([{ reason: 'crashed', data: POISON, attempts: 1 }]);
    expect(bucket.deadLetters()[0]).not.toHaveProperty('logId');
    expect(bucket.deadLetters()[0]).not.toHaveProperty('settled');
    expect(table.rows()).toEqual([]);
  });

  it('is found by a process that has run before, once it is old', async () => {
    const { startProcess, bucket } = createWorld(recall);
    for (let kill = 0; kill < 2; kill++) {
      const invoke = startProcess(() => HOUR_MS);
      expect(await invoke(LOG)).toEqual([]);
      expect(await invoke(POISON)).toBe('killed');
    }
    expect(await startProcess(() => HOUR_MS)(POISON)).toEqual([]);
    expect(bucket.deadLetters()).toMatchObject([{ reason: 'crashed' }]);
  });

  it('is looked into again when it was another invocation that died', async () => {
    const { startProcess, bucket, received, table, setDying } = createWorld(recall);
    expect(await startProcess()(POISON)).toBe('killed');
    setDying(false);
    expect(await startProcess()(POISON)).toEqual([]);
    expect(received).toEqual(['poison']);
    expect(bucket.deadLetters()).toEqual([]);
    expect(table.rows()).toEqual([]);
  });

  it('says in its dead letter which of its entries were settled before', async () => {
    const { startProcess, bucket, setDying, refuse, table } = createWorld(recall);
    refuse('poison');
    const aggregate = kplAggregate([LOG, LOG, POISON, LOG, '{}']);
    setDying(false);
    expect(await startProcess()(aggregate)).toEqual([sequenceNumberAt(POISON_POSITION)]);
    setDying(true);
    for (let kill = 0; kill < 2; kill++) expect(await startProcess()(aggregate)).toBe('killed');
    expect(await startProcess()(aggregate)).toEqual([]);
    expect(bucket.deadLetters()).toMatchObject([
      { reason: 'missing_field', data: '{}' },
      {
        reason: 'crashed',
        dataBase64: aggregate.toString('base64'),
        settled: { entries: 5, targets: { '-': '0-1,3-4' } },
      },
    ]);
    expect(table.rows()).toEqual([]);
  });

  it('waits without being looked into while its dead letter cannot be written', async () => {
    const { startProcess, bucket } = createWorld(recall);
    for (let kill = 0; kill < 2; kill++) await startProcess()(POISON);
    bucket.failPuts(() => true);
    for (let repeat = 0; repeat < 3; repeat++)
      expect(await startProcess()(POISON)).toEqual([sequenceNumberAt(POISON_POSITION)]);
    bucket.failPuts(() => false);
    expect(await startProcess()(POISON)).toEqual([]);
    expect(bucket.deadLetters()).toMatchObject([{ reason: 'crashed' }]);
  });

  it('does not count invocations that end and report a failure', async () => {
    const { startProcess, bucket, setAway, table } = createWorld(recall);
    setAway(true);
    for (let repeat = 0; repeat < 5; repeat++) expect(await startProcess()(LOG)).toEqual([sequenceNumberAt(0)]);
    setAway(false);
    expect(await startProcess()(LOG)).toEqual([]);
    expect(bucket.deadLetters()).toEqual([]);
    expect(table.rows()).toEqual([]);
  });

  it('dies as before where there is no table', async () => {
    const { startProcess, table } = createWorld(recall);
    table.fail({ query: true, put: true });
    for (let kill = 0; kill < 4; kill++) expect(await startProcess()(POISON)).toBe('killed');
    expect(await startProcess()(LOG)).toEqual([]);
  });

  it('costs a healthy batch no write', async () => {
    const { startProcess, table } = createWorld(recall);
    const invoke = startProcess();
    await invoke(LOG, LOG);
    await invoke(LOG);
    await startProcess()(LOG, LOG);
    expect(table.writes()).toBe(0);
  });
});

it('an invocation that ends and cannot clear its mark did not die: its record is never taken for one that kills', async () => {
  const world = createWorld();
  world.setAway(true);
  const { put } = world.table;
  let writes = 0;
  const failEverySecond = (): void => {
    writes += 1;
    if (writes % 2 === 0) throw new Error('the table is away');
  };
  // The mark is written; the write at the end of the same invocation fails.
  Object.assign(world.table, {
    put: async (row: Parameters<typeof put>[0]) => {
      failEverySecond();
      return put(row);
    },
    remove: async () => failEverySecond(),
  });
  const invoke = world.startProcess();
  for (let invocation = 0; invocation < 5; invocation++) expect(await invoke(LOG)).toEqual([sequenceNumberAt(0)]);
  world.setAway(false);
  expect(await invoke(LOG)).toEqual([]);
  expect(world.bucket.deadLetters()).toEqual([]);
  expect(world.received.at(-1)).toBe('a');
});
