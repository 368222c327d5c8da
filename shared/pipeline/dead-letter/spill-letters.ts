import pMap from 'p-map';
import { sentenceOf } from '../../errors/sentence-of.ts';
import { retryable } from '../outcome.ts';
import type { PutObject } from '../ports.ts';
import type { Result } from '../result.ts';
import { pauseBefore, type RetryOptions } from '../retry/with-retries.ts';
import { groupLetters, type LetterObject, type LetterPlace } from './letter-object.ts';
import { isRejected } from './write-letter.ts';

/** Objects written at a time: settling must end within its reserve, without a burst of sockets. */
const CONCURRENCY = 16;

/** What the effect needs. */
export interface SpillPorts {
  readonly putObject: PutObject;
  readonly bucket: string;
  /** Ends the writing when the invocation has no time left for it. */
  readonly signal: AbortSignal;
  /** Milliseconds left for writing. */
  readonly remainingMs: () => number;
  readonly retries: RetryOptions;
}

type Written = { readonly object: LetterObject; readonly failure?: string };

/**
 * Writes the letters of all rejected results. A result whose letter could not be written comes back as retryable,
 * scope destination: nothing at or past it may be acknowledged.
 * @returns the results, in the order given.
 */
export async function spillLetters(
  results: readonly Result[],
  place: LetterPlace,
  ports: SpillPorts,
): Promise<readonly Result[]> {
  const rejected = results.filter(isRejected);
  if (rejected.length === 0) return results;
  const written = await pMap(groupLetters(rejected, place), (object) => writeObject(object, ports), {
    concurrency: CONCURRENCY,
  });
  const failures = new Map<Result, string>();
  for (const { object, failure } of written) {
    if (failure !== undefined) for (const result of object.results) failures.set(result, failure);
  }
  if (failures.size === 0) return results;
  return results.map((result) => {
    const failure = failures.get(result);
    return failure === undefined ? result : heldBack(result, failure);
  });
}

/** Tries until the object is written or no time is left: an unwritten letter holds the shard. */
async function writeObject(object: LetterObject, ports: SpillPorts): Promise<Written> {
  const { bucket, signal, retries } = ports;
  const { key, body } = object;
  for (let number = 2; ; number++) {
    try {
      await ports.putObject({
        bucket,
        key,
        body,
        contentType: 'application/x-ndjson',
        contentEncoding: 'gzip',
        signal,
      });
      return { object };
    } catch (cause) {
      const isLast = retries.untilDeadline !== true && number > retries.maxTries;
      if (isLast || !(await pauseBefore(number, retries, ports))) {
        return { object, failure: sentenceOf(cause) };
      }
    }
  }
}

function heldBack(result: Result, failure: string): Result {
  return { ...result, outcome: retryable('destination', `its dead letter could not be written: ${failure}`) };
}
