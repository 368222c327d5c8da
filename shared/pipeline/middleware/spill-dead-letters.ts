import type { JudgedBatch } from '../batch.ts';
import type { Stage } from '../chain.ts';
import type { DeadLetterNaming } from '../dead-letter/dead-letter-object.ts';
import { type DeadLetterPorts, writeDeadLetters } from '../dead-letter/write-dead-letters.ts';

/** Options of {@link spillDeadLetters}. */
export interface SpillOptions extends Pick<DeadLetterPorts, 'putObject' | 'bucket' | 'retries' | 'maxBytes'> {
  readonly naming: Omit<DeadLetterNaming, 'nowMs'>;
  readonly now: () => number;
  readonly createSignal: (ms: number) => AbortSignal;
}

/**
 * Time left to the row and the response after the dead letters, milliseconds: reading the rows again, writing the new
 * one and removing the old ones may each take the table's time-out of 1 s.
 */
const AFTER_SPILL_MS = 3500;

/** Dead-letter spill: saves every rejected entry to S3. One that cannot be saved is retryable. */
export function spillDeadLetters(options: SpillOptions): Stage<JudgedBatch, JudgedBatch> {
  const { putObject, bucket, retries, maxBytes } = options;
  return async (batch) => {
    const remainingMs = () => batch.remainingTotalMs() - AFTER_SPILL_MS;
    const signal = options.createSignal(Math.max(0, remainingMs()));
    const naming = { ...options.naming, nowMs: options.now() };
    const ports = { putObject, bucket, retries, maxBytes, signal, remainingMs };
    return { ...batch, results: await writeDeadLetters(batch.results, naming, ports) };
  };
}
