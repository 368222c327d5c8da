import { gzipSync } from 'node:zlib';
import type { Log } from '../../log/log.ts';
import { parseCommonSettings } from '../../settings/common-settings.ts';
import { createLogPipeline, type LogPipelineOptions } from '../log-pipeline.ts';
import { DELIVERED, rejected, retryable } from '../outcome.ts';
import { lambdaContext } from '../testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../testing/memory-ports.ts';
import type { RedriveEvent, RedriveRecord } from './redrive-event.ts';

const SHARD = 'logs/shardId-000000000000';
const ENV = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress', LOG_TYPE_WHITELIST: 'app,wrapped' };

/** A function that delivers to memory: `target:identity`, and the log itself. */
function start(env: Readonly<Record<string, string>> = {}, pipeline: Partial<LogPipelineOptions> = {}) {
  const bucket = createMemoryBucket();
  const progress = createMemoryProgressTable();
  const sent: string[] = [];
  const logs: Log[] = [];
  const settings = parseCommonSettings({ ...ENV, ...env }, 'sink');
  // A clock that pauses alone move: tries until the time is used up take none.
  let clockMs = Date.parse('2026-11-22T01:00:00Z');
  const now = () => clockMs;
  const sleep = async (ms: number) => {
    clockMs += ms;
  };
  const handler = createLogPipeline({
    settings,
    maxTries: 1,
    pauses: { baseMs: 100, capMs: 1000, random: () => 1, sleep },
    now,
    deliver: async (given, { target }) => {
      sent.push(...given.map(({ identity }) => `${target}:${identity}`));
      logs.push(...given);
      return given.map(() => DELIVERED);
    },
    ports: { putObject: bucket.putObject, getObject: bucket.getObject, progress },
    observe: () => undefined,
    strict: true,
    ...pipeline,
  });
  const redrive = (records: readonly RedriveRecord[], more: Partial<RedriveEvent> = {}) => {
    const { functionName, stage } = settings;
    const rest = { run: 'r', function: functionName, stage, target: '-', generation: 1, records, ...more };
    return handler({ form: 'redrive/1', ...rest }, lambdaContext(60_000, now));
  };
  return { redrive, sent, logs, bucket, handler };
}

function record(position: string, data: string | Buffer, more: Partial<RedriveRecord> = {}): RedriveRecord {
  const bytes = Buffer.from(data).toString('base64');
  const identity = `${SHARD}/${position}`;
  return { identity, partitionKey: 'k', arrivedAt: '2026-11-22T00:00:00.000Z', data: bytes, ...more };
}

function text(id: string | number, type = 'app'): string {
  return `{"log_type":"${type}","log_id":"${id}","time":"2026-11-22T00:00:00Z"}`;
}

const CLOUDWATCH = { owner: '1', logGroup: '/app', logStream: 's', eventId: 'e', eventTimeMs: 1_700_000_000_000 };

describe('an event of an operator', () => {
  it.each([
    ['a record', 'json', '49', text(1), ['49']],
    ['a user record of an aggregate', 'json', '49.3', text(1), ['49.3']],
    ['a line', 'ndjson', '49/7', text(1), ['49/7']],
    ['a whole record of lines', 'ndjson', '49', `${text(1)}\n${text(2)}`, ['49/0', '49/1']],
    ['compressed lines', 'ndjson', '49', gzipSync(`${text(1)}\n${text(2)}`), ['49/0', '49/1']],
    ['a line of the archive', 'ndjson', '2026/11/a.gz/7', text(1), ['2026/11/a.gz/7']],
  ])('keeps the identity of %s', async (_name, format, position, data, expected) => {
    const { redrive, sent } = start({ RECORD_FORMAT: format });
    const { outcomes } = await redrive([record(position, data)]);
    expect(sent).toEqual(expected.map((rest) => `-:${SHARD}/${rest}`));
    expect(outcomes).toEqual([
      { identity: `${SHARD}/${position}`, status: 'delivered', counts: { delivered: expected.length } },
    ]);
  });

  it('answers in the order of the records, lines beside whole records', async () => {
    const { redrive } = start({ RECORD_FORMAT: 'ndjson' });
    const { outcomes } = await redrive([record('1', text(1)), record('2/0', '[]'), record('3', text(3, 'other'))]);
    expect(outcomes.map(({ identity, status }) => `${identity} ${status}`)).toEqual([
      `${SHARD}/1 delivered`,
      `${SHARD}/2/0 rejected`,
      `${SHARD}/3 filtered`,
    ]);
  });

  it.each([
    ['is wrapped as at the first try', 'plain words', 'wrapped'],
    ['that was wrapped already stays', text(1), 'app'],
  ])('a message of CloudWatch Logs %s', async (_name, message, logType) => {
    const { redrive, logs } = start({ CLOUDWATCH_WRAP: '/app=wrapped' });
    await redrive([record('49/5', message, { cloudwatch: CLOUDWATCH })]);
    expect(logs).toMatchObject([{ identity: `${SHARD}/49/5`, logType, cloudwatch: CLOUDWATCH }]);
  });

  it('keeps the system fields of a message of CloudWatch Logs in the next dead letter', async () => {
    const { redrive, bucket } = start();
    const cloudwatch = { ...CLOUDWATCH, systemFields: { '@aws.account': '1', '@aws.region': 'eu-west-1' } };
    await redrive([record('49/5', 'no json', { cloudwatch })]);
    expect(bucket.deadLetters()).toMatchObject([{ identity: `${SHARD}/49/5`, cloudwatch }]);
  });

  it('keeps bytes that are no text in the next dead letter', async () => {
    const { redrive, bucket } = start();
    await redrive([record('49/5', Buffer.from([0xff]), { cloudwatch: CLOUDWATCH })], { generation: 2 });
    expect(bucket.deadLetters()).toMatchObject([{ reason: 'not_utf8', dataBase64: '/w==', generation: 3 }]);
  });

  it('of generation 0 makes first dead letters', async () => {
    const { redrive, bucket } = start();
    await redrive([record('49', 'no json')], { generation: 0 });
    expect(bucket.deadLetters()[0]).not.toHaveProperty('generation');
    expect([...bucket.objects.keys()]).toEqual([expect.not.stringContaining('-g')]);
  });

  it.each([
    ['the named target alone', 'kinesis:b', ['kinesis:b'], 'delivered'],
    ['no target that does not take the log now', 'kinesis:c', [], 'filtered'],
    ['all targets where the log was rejected before it had one', '-', ['kinesis:a', 'kinesis:b'], 'delivered'],
  ])('goes to %s', async (_name, target, expected, status) => {
    const { redrive, sent } = start({}, { selectTargets: () => ['kinesis:a', 'kinesis:b'] });
    expect((await redrive([record('49', text(1))], { target })).outcomes).toMatchObject([{ status }]);
    expect(sent.map((line) => line.replace(`:${SHARD}/49`, ''))).toEqual(expected);
  });

  it('says which entries of a record are settled, and skips them the next time', async () => {
    let isDown = true;
    const delivered: string[] = [];
    const { redrive } = start(
      { RECORD_FORMAT: 'ndjson' },
      {
        deliver: async (logs) =>
          logs.map(({ logId }) => {
            if (isDown && logId !== '2') return retryable('destination', 'HTTP 503');
            delivered.push(logId);
            return DELIVERED;
          }),
      },
    );
    const lines = record('49', [text(1), text(2), text(3)].join('\n'));
    const [first] = (await redrive([lines])).outcomes;
    const settled = { entries: 3, targets: { '-': '1' } };
    expect(first).toMatchObject({ status: 'retryable', counts: { delivered: 1, retryable: 2 }, settled });
    isDown = false;
    const [second] = (await redrive([{ ...lines, settled }])).outcomes;
    expect(second).toMatchObject({ status: 'delivered', counts: { delivered: 2, alreadyDelivered: 1 } });
    expect(delivered).toEqual(['2', '1', '3']);
  });

  it.each([
    ['held it for too long', rejected('held_too_long', 'the index is closed'), 'the index is closed'],
    ['refused it individually', retryable('entry', 'HTTP 400'), 'HTTP 400'],
    ['was not asked', retryable('postponed', 'no time was left'), 'no time was left'],
  ])('stays with the operator where the service %s', async (_name, outcome, error) => {
    const { redrive, bucket } = start({}, { deliver: async (logs) => logs.map(() => outcome) });
    expect((await redrive([record('49', text(1))])).outcomes).toMatchObject([{ status: 'retryable', error }]);
    expect(bucket.deadLetters()).toEqual([]);
  });

  it('stays with the operator where the next dead letter cannot be written', async () => {
    const { redrive, bucket } = start();
    bucket.failPuts(() => true);
    const { outcomes } = await redrive([record('49', 'no json'), record('50', text(1))]);
    expect(outcomes).toMatchObject([
      { status: 'retryable', error: expect.stringContaining('dead letter could not be written') },
      { status: 'delivered' },
    ]);
  });

  it('is refused whole where anything of it is wrong', async () => {
    const { redrive, sent } = start();
    await expect(redrive([record('49', text(1)), record('50', text(2), { arrivedAt: '' })])).rejects.toThrow(
      /^redrive event: records\[1\]\.arrivedAt: expected a time/,
    );
    expect(sent).toEqual([]);
  });
});

it('tells nothing of the stream: its records were settled when they were on it', async () => {
  const observe = jest.fn();
  await start({}, { observe }).redrive([record('49', text(1))]);
  expect(observe.mock.calls).toEqual([
    [
      expect.objectContaining({
        settled: { filtered: 0, arrivals: [] },
        oldestLogAgeMs: 0,
        ledger: expect.objectContaining({ delivered: 1 }),
      }),
    ],
  ]);
});
