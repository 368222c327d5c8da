import type { MiddlewareObj } from '@middy/core';
import type { Batch } from '../batch.ts';
import type { LetterPlace } from '../dead-letter/letter-object.ts';
import { spillLetters } from '../dead-letter/spill-letters.ts';
import type { PutObject } from '../ports.ts';
import { judgeRetries, type RetryLimits } from '../retry/judge-retries.ts';
import type { RetryOptions } from '../retry/with-retries.ts';

/** What spilling needs beside the batch. */
export interface SpillOptions {
  readonly putObject: PutObject;
  readonly bucket: string;
  readonly place: Omit<LetterPlace, 'nowMs'>;
  readonly limits: RetryLimits;
  readonly retries: RetryOptions;
  readonly now: () => number;
  readonly createSignal: (ms: number) => AbortSignal;
}

/**
 * Time left to the row and the response after the letters, milliseconds: reading the rows again, writing the new one
 * and removing the old ones may each take the table's time-out of 1 s.
 */
const AFTER_LETTERS_MS = 3500;

/** Counts attempts, decides what has waited too long, and writes the letters of all that is rejected. */
export function spillDeadLetters(options: SpillOptions): MiddlewareObj<Batch, unknown> {
  return {
    after: async ({ event: batch }) => {
      const nowMs = options.now();
      const judged = judgeRetries(batch.results, batch.memory, options.limits, nowMs);
      const remainingMs = () => batch.remainingForAllMs() - AFTER_LETTERS_MS;
      const signal = options.createSignal(Math.max(0, remainingMs()));
      const { putObject, bucket, retries } = options;
      const ports = { putObject, bucket, signal, remainingMs, retries };
      batch.results = await spillLetters(judged, { ...options.place, nowMs }, ports);
    },
  };
}
