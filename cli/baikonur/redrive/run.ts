import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { createPace } from '../../../shared/put-back/pace.ts';
import type { ReceiptStore, SendItems, Sources } from '../../../shared/put-back/ports.ts';
import { putBackAll, type RunSums } from '../../../shared/put-back/put-back-all.ts';
import type { Owner } from '../../../shared/put-back/receipt.ts';
import { countText } from '../operator/quantity.ts';
import { createProgress } from '../output/progress.ts';
import type { Shell } from '../shell.ts';

/** Options of a run that every command has. */
export interface RunOptions {
  readonly rate?: number;
  readonly limit?: number;
  readonly concurrency: number;
}

/** Work of a run. */
interface Task {
  readonly sources: Sources;
  readonly receipts: ReceiptStore;
  readonly send: SendItems;
  readonly options: RunOptions;
  readonly shell: Shell;
  /** Logs in all, for the progress. */
  readonly logs: number;
  readonly keepsReceipts?: boolean;
  readonly maxItemBytes?: number;
}

/** A run, by its id. */
export interface Run {
  readonly id: string;
  readonly perform: (keys: Iterable<string> | AsyncIterable<string>, task: Task) => Promise<RunSums>;
}

/** A run whose id begins with its time, and has its name or else a random end. */
export function createRun(name: string | undefined, nowMs: number): Run {
  const time = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
  return openRun(`${time}Z-${name ?? randomBytes(3).toString('hex')}`);
}

/** A run that goes on. */
export function openRun(id: string): Run {
  return { id, perform: (keys, task) => perform(id, keys, task) };
}

async function perform(id: string, keys: Iterable<string> | AsyncIterable<string>, task: Task): Promise<RunSums> {
  const { sources, receipts, send, options, shell, logs, keepsReceipts = false, maxItemBytes } = task;
  const { rate, limit, concurrency } = options;
  const { now } = shell;
  const interrupted = shell.untilInterrupted();
  const progress = createProgress(shell);
  const owner: Owner = { run: id, host: hostname(), pid: process.pid };
  const sums = await putBackAll(toAsync(keys), {
    ...{ sources, receipts, send, owner, isGone, now, concurrency, keepsReceipts },
    ...(limit !== undefined && { limit }),
    ...(maxItemBytes !== undefined && { maxItemBytes }),
    pace: createPace({ now, sleep: (ms) => sleep(ms, interrupted), ...(rate !== undefined && { rate }) }),
    isEnding: () => interrupted.aborted,
    onProgress: ({ delivered, filtered, rejectedAgain, alreadyDelivered, retryable, moved }) => {
      const done = delivered + filtered + rejectedAgain + alreadyDelivered;
      progress.show(
        `${countText(done, 'log')} settled, ${retryable} not, ${countText(moved, 'object')} moved`,
        logs > 0 ? done / logs : 0,
      );
    },
  }).finally(progress.clear);
  const why = sums.stoppedBecause ?? whyStopped(sums, task, interrupted.aborted);
  return why === undefined ? sums : { ...sums, stoppedBecause: why };
}

/** Why a run ended before all logs were sent, other than for what a destination said. */
function whyStopped(sums: RunSums, { options: { limit }, logs }: Task, isInterrupted: boolean): string | undefined {
  if (isInterrupted) return 'interrupted';
  if (limit === undefined || limit >= logs) return undefined;
  const sent = sums.delivered + sums.filtered + sums.rejectedAgain + sums.alreadyDelivered + sums.retryable;
  return sent >= limit ? `${countText(limit, 'log')} ${limit === 1 ? 'was' : 'were'} sent, as --limit says` : undefined;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: the run ends in order.
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/** Of a process on this machine it is known; on another one only its lease says it. */
function isGone({ host, pid }: Owner): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function* toAsync(keys: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield* keys;
}
