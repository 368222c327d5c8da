import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { createPatience, type FollowOptions, isGone } from './follow-stream.ts';
import type { Position, ShardInfo, StreamReader } from './stream-reader.ts';

/** How a shard is read. */
export interface ReadToNowOptions extends Pick<FollowOptions, 'warn' | 'sleep' | 'signal'> {
  readonly reader: StreamReader;
  readonly from: Position;
  /** Reading ends behind the first record that arrived then or later, epoch milliseconds. */
  readonly nowMs: number;
}

/** Kinesis allows five reads a second and shard, to all readers together: some are left to the functions. */
const PAUSE_MS = 400;
/** Of a call: a person waits. With their pauses about 10 s, and three minutes where it is throttled. */
const PATIENCE = { tries: 5, throttledTries: 20 } as const;

/**
 * The shards that have records of the reader's position or later.
 * @throws {CommandError} when the stream is not there, or may not be read.
 */
export async function listToNow(options: Omit<ReadToNowOptions, 'nowMs' | 'from'>): Promise<readonly ShardInfo[]> {
  return (await createPatience({ ...options, ...PATIENCE })(options.reader.listShards)) ?? [];
}

/**
 * Reads what is in a shard, page by page.
 * @throws {CommandError} when the stream is not there, or may not be read.
 */
export async function* readToNow(shardId: string, options: ReadToNowOptions): AsyncGenerator<readonly StreamRecord[]> {
  const { reader, from, nowMs, sleep, signal } = options;
  const patiently = createPatience({ ...options, ...PATIENCE });
  try {
    let iterator = await patiently(() => reader.openShard(shardId, from));
    while (iterator !== undefined && !signal.aborted) {
      const current: string = iterator;
      const page = await patiently(() => reader.read(shardId, current));
      if (page === undefined) return;
      const { records, next, behindMs = 0 } = page;
      if (records.length > 0) yield records;
      const isAtEnd = records.length === 0 ? behindMs === 0 : (records.at(-1)?.arrivedAtMs ?? 0) >= nowMs;
      iterator = isAtEnd ? undefined : next;
      if (iterator !== undefined) await sleep(PAUSE_MS, signal);
    }
  } catch (error) {
    // Its records expired meanwhile.
    if (!isGone(error)) throw error;
  }
}
