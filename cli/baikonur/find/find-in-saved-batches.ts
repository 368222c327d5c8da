import { buffer } from 'node:stream/consumers';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import {
  readSavedBatch,
  SAVED_BATCHES_FOLDER,
  type SavedBatch,
} from '../../../shared/pipeline/dead-letter/saved-batch.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import type { ReadEntries } from '../input/read-entries.ts';
import { type Looking, withinBudget } from './looking.ts';
import type { DeadLetterPlace } from './report.ts';

/** Ports of {@link findInSavedBatches}. */
interface Ports {
  readonly list: ListObjects;
  readonly open: OpenObject;
  /** Entries of records of a stream. */
  readonly entriesOf: (stream: string) => ReadEntries;
}

/** Larger ones are none: Lambda's largest event, as text in JSON. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Looks for logs in the batches that Lambda saved when their retries were exhausted.
 * @throws {CommandError} in the words of AWS, or with the right that is missing.
 */
export async function findInSavedBatches(ports: Ports, bucket: string, looking: Looking): Promise<void> {
  const files = withinBudget(
    listBatches(ports.list, bucket, looking),
    `batches that Lambda saved (${SAVED_BATCHES_FOLDER})`,
    looking,
  );
  for await (const { key } of files) {
    if (looking.signal.aborted) return;
    const body = await ports.open({ bucket, key, signal: looking.signal });
    if (body === undefined) continue;
    const batch = readSavedBatch(await buffer(body));
    if (batch.status === 'broken') looking.skip(`s3://${bucket}/${key}`, batch.sentence);
    else if (!addHits(key, batch, ports.entriesOf(batch.streamName), looking)) return;
  }
}

async function* listBatches(list: ListObjects, bucket: string, { query, signal, skip }: Looking) {
  for await (const { objects } of list({ bucket, prefix: SAVED_BATCHES_FOLDER, signal })) {
    for (const object of objects) {
      if (object.writtenAtMs < query.range.fromMs) continue;
      if (object.bytes > MAX_BYTES)
        skip(`s3://${bucket}/${object.key}`, `it has ${object.bytes} bytes, at most ${MAX_BYTES} are read`);
      else yield object;
    }
  }
}

/** @returns whether more places are wanted */
function addHits(key: string, batch: SavedBatch, entriesOf: ReadEntries, { match, add }: Looking): boolean {
  const lines = new Map(batch.records.map(({ sequenceNumber }, index) => [sequenceNumber, index + 1]));
  for (const log of entriesOf(batch.records)) {
    const known = match.matches(log);
    if (known === undefined) continue;
    const { identity, sequenceNumber, arrivedAtMs } = log.decoded.entry;
    const place: DeadLetterPlace = {
      ...{ kind: 'letter', key, line: lines.get(sequenceNumber) ?? 0, function: batch.function, target: '-' },
      ...{ reason: batch.condition, error: `Lambda saved its batch after ${batch.attempts} attempts`, identity },
      arrivedAt: new Date(arrivedAtMs).toISOString(),
      failedAt: new Date(batch.savedAtMs).toISOString(),
      ...(known.logId !== undefined && { logId: known.logId }),
      ...(known.logType !== undefined && { logType: known.logType }),
    };
    if (!add(place, recordAt(batch.records, sequenceNumber))) return false;
  }
  return true;
}

function recordAt(records: readonly StreamRecord[], number: string): StreamRecord | undefined {
  return records.find(({ sequenceNumber }) => sequenceNumber === number);
}
