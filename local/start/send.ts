import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { EventsToLog, RecordToSend } from '../samples/to-send.ts';
import type { LocalClients } from '../stack/aws-clients.ts';

/** @see PutRecords: 500 records and 10 MiB a call; ministack takes 5 MiB */
const MAX_RECORDS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
const TRIES = 5;

type Sendable = Pick<RecordToSend, 'data' | 'partitionKey'>;

/**
 * Puts records on a stream; what is refused for now is put again.
 * @param progress how many have been taken so far
 * @throws Error when some are refused again and again
 */
export async function sendRecords(
  kinesis: LocalClients['kinesis'],
  stream: string,
  records: readonly Sendable[],
  progress: (sent: number) => void,
): Promise<void> {
  let sent = 0;
  for (const chunk of chunkRecords(records)) {
    await putChunk(kinesis, stream, chunk);
    sent += chunk.length;
    progress(sent);
  }
}

/** Splits records into calls, in order. */
export function chunkRecords<T extends Sendable>(records: readonly T[]): T[][] {
  const chunks: T[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.data.length + record.partitionKey.length;
    const chunk = chunks.at(-1);
    if (chunk === undefined || chunk.length === MAX_RECORDS || bytes + size > MAX_BYTES) {
      chunks.push([record]);
      bytes = size;
    } else {
      chunk.push(record);
      bytes += size;
    }
  }
  return chunks;
}

async function putChunk(kinesis: LocalClients['kinesis'], stream: string, chunk: readonly Sendable[]): Promise<void> {
  let left = chunk;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > TRIES) throw new Error(`${stream} refused ${left.length} records ${TRIES} times`);
    const Records = left.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName: stream, Records }));
    left = left.filter((_, i) => answer.Records?.[i]?.ErrorCode !== undefined);
  }
}

/** Writes log events to a log group, each batch to a log stream of its own. */
export async function sendEvents(
  logs: LocalClients['logs'],
  logGroupName: string,
  batches: readonly EventsToLog[],
  nowMs: number,
): Promise<void> {
  for (const { logStream: logStreamName, messages } of batches) {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = messages.map((message) => ({ timestamp: nowMs, message }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }
}
