import pMap from 'p-map';
import type { RedriveOutcome } from '../pipeline/redrive/redrive-event.ts';
import { type PutBackOptions, type PutBackResult, putBack } from './put-back.ts';

/** Sums of a run; lines are logs. */
export interface RunSums {
  delivered: number;
  filtered: number;
  rejectedAgain: number;
  retryable: number;
  alreadyDelivered: number;
  /** Logs that were sent a second time, since the answer to the first was lost. */
  sentAgain: number;
  /** Objects that are settled whole. */
  moved: number;
  /** Objects that were begun, or that another run is at work on, and are still there. */
  left: number;
  /** Objects that are not there any more, although this run did not move them: another run did, or they expired. */
  gone: number;
  /** Why the run ended before its end. */
  stoppedBecause?: string;
  /** A few sentences about what was left. */
  readonly problems: string[];
}

/** Options of {@link putBackAll}. */
export interface PutBackAllOptions
  extends Omit<PutBackOptions, 'take' | 'onOutcomes' | 'onLeft' | 'onSentAgain' | 'failures'> {
  /** Logs to send at most. */
  readonly limit?: number;
  readonly concurrency: number;
  readonly onProgress?: (sums: RunSums) => void;
}

const MAX_PROBLEMS = 10;
/** Objects of other runs that are tried a second time; of more it is said that others work on them. */
const MAX_TAKEN = 10_000;
const SUM_OF = {
  delivered: 'delivered',
  filtered: 'filtered',
  rejected: 'rejectedAgain',
  retryable: 'retryable',
  alreadyDelivered: 'alreadyDelivered',
} as const satisfies Record<RedriveOutcome['status'], keyof RunSums>;

/**
 * Puts objects back, some at a time, until all are done, the limit is reached or nothing more is worth sending. Objects that
 * another run is at work on come a second time, at the end: by then most of them are moved.
 */
export async function putBackAll(sources: AsyncIterable<string>, options: PutBackAllOptions): Promise<RunSums> {
  const sums = emptySums();
  const taken = new Map<string, PutBackResult>();
  const failures = { crashes: 0 };
  let room = options.limit ?? Number.POSITIVE_INFINITY;
  const isOver = (): boolean => options.isEnding() || sums.stoppedBecause !== undefined || room <= 0;
  const optionsOf = (source: string): PutBackOptions => ({
    ...options,
    isEnding: () => options.isEnding() || sums.stoppedBecause !== undefined,
    failures,
    take: (logs) => {
      const taken = Math.min(logs, room);
      room -= taken;
      return taken;
    },
    onOutcomes: (outcomes) => {
      for (const { line, outcome } of outcomes) {
        sums[SUM_OF[outcome.status]]++;
        if (outcome.status === 'retryable') addProblem(sums, `${source} line ${line}: ${outcome.error}`);
      }
      options.onProgress?.(sums);
    },
    onLeft: (line, why) => addProblem(sums, `${source} line ${line}: ${why}`),
    onSentAgain: (lines) => {
      sums.sentAgain += lines;
    },
  });
  const work = async (source: string): Promise<void> => {
    if (isOver()) return;
    const result = await putBack(source, optionsOf(source));
    if (result.status === 'taken' && taken.size < MAX_TAKEN) taken.set(source, result);
    else addResult(sums, source, result);
    options.onProgress?.(sums);
  };
  const workAgain = async ([source, before]: readonly [string, PutBackResult]): Promise<void> => {
    addResult(sums, source, isOver() ? before : await putBack(source, optionsOf(source)));
    options.onProgress?.(sums);
  };
  const { concurrency } = options;
  await pMap(until(sources, isOver), work, { concurrency });
  await pMap(taken, workAgain, { concurrency });
  return sums;
}

/** Sums of a run before its first object. */
export function emptySums(): RunSums {
  return {
    ...{ delivered: 0, filtered: 0, rejectedAgain: 0, retryable: 0, alreadyDelivered: 0 },
    ...{ sentAgain: 0, moved: 0, left: 0, gone: 0, problems: [] },
  };
}

async function* until(sources: AsyncIterable<string>, isOver: () => boolean): AsyncGenerator<string> {
  for await (const source of sources) {
    if (isOver()) return;
    yield source;
  }
}

function addResult(sums: RunSums, source: string, result: PutBackResult): void {
  switch (result.status) {
    case 'moved':
      sums.moved++;
      return;
    case 'gone':
      sums.gone++;
      return;
    case 'taken':
      sums.left++;
      addProblem(sums, `${source}: another run is at work on it: ${result.by}`);
      return;
    case 'left':
      sums.left++;
      if (result.stop !== undefined) sums.stoppedBecause ??= result.stop;
  }
}

function addProblem({ problems }: RunSums, sentence: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push(sentence);
}
