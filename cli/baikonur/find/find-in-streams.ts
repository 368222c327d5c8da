import pMap from 'p-map';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { compareSequenceNumbers } from '../../../shared/log/sequence.ts';
import type { ReadEntries } from '../input/read-entries.ts';
import { listToNow, type ReadToNowOptions, readToNow } from '../tail/read-to-now.ts';
import type { Position, ShardInfo, StreamReader } from '../tail/stream-reader.ts';
import { type Looking, skipRest } from './looking.ts';
import type { StreamPlace } from './report.ts';

/** A stream that is looked at. */
export interface StreamSource {
  /** Name on AWS. */
  readonly name: string;
  /** Functions of `config/` that read it. */
  readonly readBy: readonly string[];
  readonly readEntries: ReadEntries;
  readonly createReader: (from: Position) => StreamReader;
}

/** The position of an entry in its stream, as its identity says it. */
export interface StreamPosition {
  readonly stream: string;
  readonly shard: string;
  readonly sequenceNumber: string;
}

/** How streams are read, beside their source. */
export type Pace = Pick<ReadToNowOptions, 'warn' | 'sleep' | 'nowMs'>;

/**
 * Looks for logs in the records of a stream that arrived in the range.
 * @throws {CommandError} when the stream is not there, or may not be read.
 */
export async function findInStream(source: StreamSource, pace: Pace, looking: Looking): Promise<void> {
  const { query, signal, skip } = looking;
  const from = { kind: 'since', atMs: query.range.fromMs } as const;
  const reader = source.createReader(from);
  const over = new AbortController();
  const what = `stream ${source.name}`;
  const options = { ...pace, reader, from, signal: AbortSignal.any([signal, over.signal]) };
  const read = async ({ shardId }: ShardInfo): Promise<void> => {
    for await (const records of readToNow(shardId, options)) {
      const end = addHits(records, source, looking);
      if (end === undefined) continue;
      if (end.why !== undefined && !over.signal.aborted) skip(`the rest of ${what}`, end.why);
      over.abort();
      return;
    }
  };
  try {
    await pMap(await listToNow(options), read, { concurrency: query.concurrency });
  } finally {
    // Where one shard cannot be read, the others are left.
    over.abort();
  }
}

/** Looks at the one record of a position. @throws {CommandError} as {@link findInStream} */
export async function findAtPosition(
  { shard, sequenceNumber }: StreamPosition,
  source: StreamSource,
  pace: Pace,
  looking: Looking,
): Promise<void> {
  const from = { kind: 'at', sequenceNumber } as const;
  // The position of a listing has no effect here.
  const reader = source.createReader({ kind: 'start' });
  for await (const records of readToNow(shard, { ...pace, reader, from, signal: looking.signal })) {
    addHits(
      records.filter((record) => record.sequenceNumber === sequenceNumber),
      source,
      looking,
    );
    return;
  }
}

/** @returns set where reading ends here, with the reason where more could be found. */
function addHits(
  records: readonly StreamRecord[],
  { name: stream, readBy, readEntries }: StreamSource,
  looking: Looking,
): { readonly why?: string } | undefined {
  const { query, match, budget, add } = looking;
  let isFound = false;
  for (const log of readEntries(records)) {
    const known = match.matches(log);
    if (known === undefined) continue;
    isFound = true;
    const { sequenceNumber, arrivedAtMs, identity } = log.decoded.entry;
    const [, shard = ''] = identity.split('/');
    const { logId, logType } = known;
    const place: StreamPlace = {
      ...{ kind: 'stream', stream, shard, sequenceNumber, arrivedAt: new Date(arrivedAtMs).toISOString() },
      ...{ readBy, heldBy: [] },
      ...(logId !== undefined && { logId }),
      ...(logType !== undefined && { logType }),
    };
    const record = records.find((one) => compareSequenceNumbers(one.sequenceNumber, sequenceNumber) === 0);
    if (!add(place, record)) return {};
  }
  const why = budget.takeBytes(records.reduce((sum, { data }) => sum + Math.floor((data.length * 3) / 4), 0));
  if (why !== undefined) return { why };
  if (!isFound || query.all || query.id === undefined) return undefined;
  skipRest(looking);
  return {};
}
