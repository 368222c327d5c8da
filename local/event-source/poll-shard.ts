import type { Position, ShardState } from './core/shard-state.ts';
import { wantsRecords } from './core/step.ts';
import type { StartingPosition } from './mapping.ts';
import { readShard } from './read-shard.ts';
import { aboutShard, type ShardContext } from './shard-context.ts';

/** Pause between two reads of a shard that found nothing. Lambda polls once a second; here a person waits. */
const IDLE_POLL_MS = 400;
/** Kinesis allows five reads a second and shard. */
const BUSY_POLL_MS = 200;
/** Pause after a read that failed. */
const FAILED_POLL_MS = 1_000;
const READ_LIMIT = 10_000;

/** Options of {@link pollShard}. */
interface PollOptions extends ShardContext {
  /** Where the first read begins. */
  readonly start: Position | StartingPosition;
  readonly readState: () => ShardState;
}

/** Reads of one shard, one after the other. */
interface Poll {
  /** The last read that succeeded: whether it found no record, and when it began, epoch ms (0 before the first). */
  readonly lastRead: () => { readonly foundNothing: boolean; readonly atMs: number };
  readonly stop: () => void;
}

/** Reads a shard again and again until it ends or `stop`; each read is reported to the core. */
export function pollShard(options: PollOptions): Poll {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let lastRead = { foundNothing: false, atMs: 0 };
  const pollOnce = async (): Promise<void> => {
    const { pauseMs, read } = await readOnce(options);
    lastRead = read ?? lastRead;
    if (!stopped && !options.readState().closed) timer = setTimeout(() => options.track(pollOnce()), pauseMs);
  };
  options.track(pollOnce());
  return {
    lastRead: () => lastRead,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

interface PollResult {
  readonly pauseMs: number;
  /** Absent when the shard was not read. */
  readonly read?: { readonly foundNothing: boolean; readonly atMs: number };
}

async function readOnce(options: PollOptions): Promise<PollResult> {
  const { clients, origin, start, log, report, readState } = options;
  const state = readState();
  if (!wantsRecords(state)) return { pauseMs: BUSY_POLL_MS };
  const from = state.lastRead === undefined ? start : ({ kind: 'after', sequenceNumber: state.lastRead } as const);
  const atMs = Date.now();
  try {
    const { status, records } = await readShard(clients.kinesis, { ...origin }, from, READ_LIMIT);
    if (records.length > 0) report({ kind: 'records', records, nowMs: Date.now() });
    if (status === 'ended') report({ kind: 'closed', nowMs: Date.now() });
    const foundNothing = records.length === 0;
    return { pauseMs: foundNothing ? IDLE_POLL_MS : BUSY_POLL_MS, read: { foundNothing, atMs } };
  } catch (error) {
    log('shard cannot be read', { ...aboutShard(options), error: String(error) });
    return { pauseMs: FAILED_POLL_MS };
  }
}
