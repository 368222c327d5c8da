import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { PortError } from '../../../shared/pipeline/ports.ts';
import { CommandError } from '../shell.ts';
import type { Position, ShardInfo, StreamReader } from './stream-reader.ts';

/** How a stream is followed. */
export interface FollowOptions {
  readonly reader: StreamReader;
  readonly from: Position;
  /** Takes the records of one read, in the order of their shard; slows reading down by not resolving. */
  readonly onRecords: (records: readonly StreamRecord[]) => Promise<void>;
  /** Called once all shards of the first listing are open: what is put from now on is seen. */
  readonly onReady: (shards: number) => void;
  readonly warn: (sentence: string) => void;
  /** Resolves after the time, or early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Kinesis allows five reads a second and shard, to all readers together: most of them are left to the functions. */
const IDLE_MS = 1_000;
const BUSY_MS = 250;
const RELIST_MS = 5_000;
const MAX_PAUSE_MS = 10_000;

/** Errors that do not go away by waiting. */
const FINAL =
  /^(ResourceNotFound|AccessDenied|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|ExpiredToken|CredentialsProvider|InvalidArgument|Validation|ENOTFOUND)/;

/**
 * Follows all shards of a stream until the signal aborts; where shards are split or merged, the new ones once their
 * parents are read to the end, so that the order of a key is kept.
 * @throws {CommandError} when the stream is not there, or may not be read.
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const follower = createFollower({ ...options, signal });
  try {
    options.onReady(await follower.openNew(options.from));
    while (!signal.aborted) {
      await Promise.race([follower.untilEvent(), options.sleep(RELIST_MS, signal)]);
      // A shard that was not there before is read whole: its records are newer than the beginning.
      if (!signal.aborted) await follower.openNew({ kind: 'start' });
    }
  } finally {
    // One shard that cannot be read ends the reading of all.
    over.abort();
  }
}

/** Opens shards as they may be read, and reads each to its end. */
function createFollower(options: FollowOptions) {
  const { reader } = options;
  const patiently = createPatience(options);
  const begun = new Set<string>();
  const ended = new Set<string>();
  const failure = Promise.withResolvers<never>();
  // The wait for events rejects with it; until that begins it is no unhandled rejection.
  failure.promise.catch(() => undefined);
  let oneEnded = Promise.withResolvers<void>();
  const follow = async (shardId: string, iterator: string): Promise<void> => {
    await readToEnd(shardId, iterator, options);
    ended.add(shardId);
    oneEnded.resolve();
  };
  return {
    /** @returns how many shards have been opened so far. */
    openNew: async (position: Position): Promise<number> => {
      oneEnded = Promise.withResolvers();
      const shards = (await patiently(reader.listShards)) ?? [];
      for (const { shardId } of shardsToOpen(shards, begun, ended)) {
        const iterator = await patiently(() => reader.openShard(shardId, position));
        if (iterator === undefined) break;
        begun.add(shardId);
        follow(shardId, iterator).catch(failure.reject);
      }
      return begun.size;
    },
    /** Resolves when a shard has ended; rejects when one cannot be read. */
    untilEvent: () => Promise.race([oneEnded.promise, failure.promise]),
  };
}

/** How long one call is tried. */
interface Patience extends Pick<FollowOptions, 'warn' | 'sleep' | 'signal'> {
  /** Tries of a call that fails; default: any number. */
  readonly tries?: number;
  /** Tries of a call that is throttled, as readers of a stream with several others are; default: any number. */
  readonly throttledTries?: number;
}

/**
 * Calls until it works, with growing pauses; `undefined` when the signal aborts meanwhile.
 * @throws {CommandError} for an error that does not go away by waiting, or did not.
 */
export function createPatience({ warn, sleep, signal, ...most }: Patience) {
  const { tries = Number.POSITIVE_INFINITY, throttledTries = Number.POSITIVE_INFINITY } = most;
  return async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    for (let attempt = 1, pauseMs = 500; !signal.aborted; attempt++, pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof PortError)) throw error;
        // A missing right has its sentence already.
        if (error.cause instanceof CommandError) throw error.cause;
        if (FINAL.test(error.code)) throw new CommandError(error.message, { cause: error });
        if (error.code === 'ExpiredIteratorException') throw error;
        const isThrottled = /Throughput|Throttl|LimitExceeded/.test(error.code);
        if (attempt >= (isThrottled ? throttledTries : tries)) throw new CommandError(error.message, { cause: error });
        // Throttling is normal for a reader; any other error is reported.
        if (!isThrottled) warn(`${error.message}; trying again`);
        await sleep(pauseMs, signal);
      }
    }
    return undefined;
  };
}

/** Reads one shard from an iterator to its end, or until the signal aborts. */
async function readToEnd(shardId: string, opened: string, options: FollowOptions): Promise<void> {
  const { reader, from, onRecords, sleep, signal } = options;
  const patiently = createPatience(options);
  let last: Position = from;
  for (let iterator: string | undefined = opened; iterator !== undefined && !signal.aborted; ) {
    const current: string = iterator;
    try {
      const page = await patiently(() => reader.read(shardId, current));
      if (page === undefined) return;
      const sequenceNumber = page.records.at(-1)?.sequenceNumber;
      if (sequenceNumber !== undefined) {
        await onRecords(page.records);
        last = { kind: 'after', sequenceNumber };
      }
      iterator = page.next;
      if (iterator !== undefined) await sleep(sequenceNumber === undefined ? IDLE_MS : BUSY_MS, signal);
    } catch (error) {
      if (isGone(error)) return;
      if (!isExpired(error)) throw error;
      const from = last;
      iterator = await patiently(() => reader.openShard(shardId, from));
    }
  }
}

/** An ended shard whose records have expired is taken away; where the stream itself is gone, listing says so. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof CommandError &&
    error.cause instanceof PortError &&
    error.cause.code === 'ResourceNotFoundException'
  );
}

function isExpired(error: unknown): boolean {
  return error instanceof PortError && error.code === 'ExpiredIteratorException';
}

/** The shards that may be read now: not begun yet, and no parent that is known has records left. */
function shardsToOpen(
  shards: readonly ShardInfo[],
  begun: ReadonlySet<string>,
  ended: ReadonlySet<string>,
): readonly ShardInfo[] {
  const known = new Set(shards.map(({ shardId }) => shardId));
  const isDone = (parent: string): boolean => ended.has(parent) || !(known.has(parent) || begun.has(parent));
  return shards.filter(({ shardId, parents }) => !begun.has(shardId) && parents.every(isDone));
}
