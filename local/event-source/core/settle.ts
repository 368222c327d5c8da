import { afterInvocation } from './after-invocation.ts';
import { type Answer, readAnswer } from './answer.ts';
import { pauseUntil, saveBatch, type WorkerContext, type WorkerStep } from './parallel-worker.ts';
import type { ParallelWorker } from './shard-state.ts';

/** Takes in the answer to an invocation. @throws Error when the worker invokes nothing: a bug of the shell */
export function settleAnswer(worker: ParallelWorker, answer: Answer, context: WorkerContext): WorkerStep {
  if (worker.busy?.kind !== 'invoking') throw bug('an answer', context);
  const { batch } = worker.busy;
  const verdict = readAnswer(answer, batch, context.settings.reportBatchItemFailures);
  const after = afterInvocation(batch, verdict, answer, context.settings);
  const idle: ParallelWorker = { ...worker, busy: undefined, refusals: 0, notBeforeMs: context.nowMs };
  switch (after.kind) {
    case 'done':
      return { worker: idle, effects: [] };
    case 'again': {
      const again = [...after.batches, ...worker.again];
      return { worker: { ...idle, again, notBeforeMs: pauseUntil(after.retries, context) }, effects: [] };
    }
    case 'refused': {
      const refusals = worker.refusals + 1;
      const again = [after.batch, ...worker.again];
      return { worker: { ...idle, again, refusals, notBeforeMs: pauseUntil(refusals, context) }, effects: [] };
    }
    case 'exhausted':
      return saveBatch(idle, after.failure, context);
  }
}

function bug(what: string, { index }: WorkerContext): Error {
  return new Error(`bug: ${what} for worker ${index}, which waits for none`);
}

/** The on-failure destination took the record: the batch is settled. @throws Error when nothing was being stored */
export function settleStored(worker: ParallelWorker, context: WorkerContext): WorkerStep {
  if (worker.busy?.kind !== 'storing') throw bug('a confirmation', context);
  return { worker: { ...worker, busy: undefined, refusals: 0 }, effects: [] };
}

/**
 * The on-failure destination refused: the shard waits and writes again, since nothing may be skipped unseen.
 * (What Lambda does then is not documented; it counts `DestinationDeliveryFailures`.)
 * @throws Error when nothing was being stored
 */
export function settleStoreRefused(worker: ParallelWorker, context: WorkerContext): WorkerStep {
  if (worker.busy?.kind !== 'storing') throw bug('a refusal', context);
  const refusals = worker.refusals + 1;
  const busy = { kind: 'storeRefused', failure: worker.busy.failure } as const;
  return { worker: { ...worker, busy, refusals, notBeforeMs: pauseUntil(refusals, context) }, effects: [] };
}
