import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { PortError } from '../../../shared/pipeline/ports.ts';
import { parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import { createReadEntries } from '../input/read-entries.ts';
import { CommandError } from '../shell.ts';
import type { Position, ShardPage, StreamReader } from '../tail/stream-reader.ts';
import { findAtPosition, findInStream, type StreamSource } from './find-in-streams.ts';
import { lookFor } from './testing/look-for.ts';

const settings = parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'b', PROGRESS_TABLE: 't' }, 's3-sink');
const ARRIVED_MS = Date.UTC(2026, 10, 22, 1);
const PACE = { warn: () => undefined, sleep: async () => undefined, nowMs: ARRIVED_MS + 60_000 };

function record(shardId: string, number: number, ids: readonly string[], arrivedAtMs = ARRIVED_MS): StreamRecord {
  const lines = ids.map((id) => `{"log_type":"app","log_id":"${id}","time":"2026-11-22T00:30:00Z"}`);
  const data = Buffer.from(lines.join('\n')).toString('base64');
  return { streamName: 's', shardId, sequenceNumber: String(number), partitionKey: 'k', arrivedAtMs, data };
}

type Answer = readonly StreamRecord[] | Error;

/** A stream whose shards give these answers, and are then empty. */
function stream(shards: Readonly<Record<string, readonly Answer[]>>) {
  const reads: string[] = [];
  const positions: Position[] = [];
  const reader: StreamReader = {
    listShards: async () => Object.keys(shards).map((shardId) => ({ shardId, parents: [] })),
    openShard: async (_shardId, from) => {
      positions.push(from);
      return '0';
    },
    read: async (shardId, iterator): Promise<ShardPage> => {
      reads.push(`${shardId} ${iterator}`);
      const answers = shards[shardId] ?? [];
      const answer = answers[Number(iterator)] ?? [];
      if (answer instanceof Error) throw answer;
      return { records: answer, next: String(Number(iterator) + 1), behindMs: 0 };
    },
  };
  const readEntries = createReadEntries(settings, []);
  const source: StreamSource = { name: 's', readBy: ['sink'], readEntries, createReader: () => reader };
  return { source, reads, positions };
}

it('finds a log in a shard, and reads no further than that', async () => {
  const { source, reads } = stream({
    a: [[record('a', 1, ['x'])], [record('a', 2, ['wanted'])], [record('a', 3, ['y'])]],
  });
  const { looking, result } = lookFor({ id: 'wanted' });
  await findInStream(source, PACE, looking);
  expect(result()).toMatchObject({
    places: [
      {
        ...{ kind: 'stream', stream: 's', shard: 'a', sequenceNumber: '2', arrivedAt: '2026-11-22T01:00:00.000Z' },
        ...{ readBy: ['sink'], heldBy: [], logId: 'wanted', logType: 'app' },
      },
    ],
    skipped: [{ what: 'the rest of each part in which it was found', why: '--all reads on' }],
  });
  expect(reads).toEqual(['a 0', 'a 1']);
});

it.each([
  ['all', { all: true }, ['2', '4']],
  ['a condition', {}, ['2']],
])('reads on: %s', async (_name, more, numbers) => {
  const records = [record('a', 2, ['wanted']), record('a', 4, ['wanted'])];
  const { source } = stream({ a: records.map((one) => [one]) });
  const { looking, result } = lookFor({ id: 'wanted', ...more });
  await findInStream(source, PACE, looking);
  expect(result().places.map((place) => place.kind === 'stream' && place.sequenceNumber)).toEqual(numbers);
});

it('ends at the records that arrive meanwhile', async () => {
  const late = ARRIVED_MS + 60_001;
  const { source, reads } = stream({
    a: [[record('a', 1, ['x'])], [record('a', 2, ['y'], late)], [record('a', 3, ['wanted'])]],
  });
  const { looking, result } = lookFor({ id: 'wanted' });
  await findInStream(source, PACE, looking);
  expect([result().places, reads]).toEqual([[], ['a 0', 'a 1']]);
});

it('ends at the cap on bytes, and says so once', async () => {
  const big = record('a', 1, ['x'.repeat(2_000)]);
  const { source } = stream({ a: [[big], [big], [big]], b: [[big], [big], [big]] });
  const { looking, result } = lookFor({ id: 'wanted', maxBytes: 5_000 });
  await findInStream(source, PACE, looking);
  expect(result()).toMatchObject({
    skipped: [{ what: 'the rest of stream s', why: 'as many bytes were read as --max-gib allows' }],
  });
  expect(result().sums.bytes).toBeLessThan(10_000);
});

it('waits where it is throttled, and leaves a shard that is gone', async () => {
  const throttled = new PortError('slow', { code: 'ProvisionedThroughputExceededException' });
  const gone = new PortError('gone', { code: 'ResourceNotFoundException' });
  const { source } = stream({ a: [gone], b: [[record('b', 1, ['wanted'])]] });
  const { looking, result } = lookFor({ id: 'wanted' });
  let isThrottled = true;
  const createReader = (from: Position): StreamReader => {
    const reader = source.createReader(from);
    const read: StreamReader['read'] = async (...args) => {
      if (!isThrottled) return reader.read(...args);
      isThrottled = false;
      throw throttled;
    };
    return { ...reader, read };
  };
  await findInStream({ ...source, createReader }, PACE, looking);
  expect(result().places).toHaveLength(1);
});

it('stops where the stream stays out of reach, and leaves the other shards', async () => {
  const away = new PortError('Kinesis GetRecords to s: ETIMEDOUT', { code: 'ETIMEDOUT' });
  const { source, reads } = stream({ a: [away], b: [[]] });
  const warnings: string[] = [];
  const pace = { ...PACE, warn: (sentence: string) => void warnings.push(sentence) };
  const { looking } = lookFor({ id: 'wanted', concurrency: 1 });
  await expect(findInStream(source, pace, looking)).rejects.toThrow('Kinesis GetRecords to s: ETIMEDOUT');
  expect([reads.length, warnings.length]).toEqual([5, 4]);
});

it('a missing right has its own sentence', async () => {
  const denied = new PortError('Kinesis GetRecords to s: no right', {
    code: 'command_failed',
    cause: new CommandError('no right to kinesis:GetRecords on s'),
  });
  const { source } = stream({ a: [denied] });
  const { looking } = lookFor({ id: 'wanted' });
  await expect(findInStream(source, PACE, looking)).rejects.toThrow(/^no right to kinesis:GetRecords on s$/);
});

it('looks at the one record of a position', async () => {
  const { source, positions, reads } = stream({ a: [[record('a', 7, ['x']), record('a', 8, ['y'])]] });
  const { looking, result } = lookFor({ id: 's/a/7' });
  await findAtPosition({ stream: 's', shard: 'a', sequenceNumber: '7' }, source, PACE, looking);
  expect(result().places).toMatchObject([{ sequenceNumber: '7', logId: 'x' }]);
  expect([positions, reads]).toEqual([[{ kind: 'at', sequenceNumber: '7' }], ['a 0']]);
});
