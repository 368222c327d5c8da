import pMap from 'p-map';
import { errorText } from '../../errors/error-text.ts';
import { retryable } from '../outcome.ts';
import type { PutObject } from '../ports.ts';
import { isRejected, type JudgedResult, type RejectedResult, type RetryableResult } from '../result.ts';
import { pauseBefore, type RetryOptions } from '../retry/with-retries.ts';
import { type DeadLetterNaming, type DeadLetterObject, groupDeadLetters } from './dead-letter-object.ts';

/** Objects written at a time: settling must end within its reserve, without a burst of sockets. */
const CONCURRENCY = 16;

/** Ports and limits of {@link writeDeadLetters}. */
export interface DeadLetterPorts {
  readonly putObject: PutObject;
  readonly bucket: string;
  /** Ends the writing when the invocation has no time left for it. */
  readonly signal: AbortSignal;
  /** Milliseconds left for writing. */
  readonly remainingMs: () => number;
  readonly retries: RetryOptions;
}

/** An object after the last try to write it. */
interface Written {
  readonly object: DeadLetterObject;
  /** Why it could not be written. */
  readonly failure?: string;
}

/**
 * Writes the dead letters of all rejected results. A result whose dead letter could not be written comes back as
 * retryable, scope destination: nothing at or past it may be acknowledged.
 * @returns the results, in the order given.
 */
export async function writeDeadLetters(
  results: readonly JudgedResult[],
  naming: DeadLetterNaming,
  ports: DeadLetterPorts,
): Promise<readonly JudgedResult[]> {
  const rejects = results.filter(isRejected);
  if (rejects.length === 0) return results;
  const written = await pMap(groupDeadLetters(rejects, naming), (object) => writeObject(object, ports), {
    concurrency: CONCURRENCY,
  });
  const failures = new Map<JudgedResult, string>();
  for (const { object, failure } of written) {
    if (failure !== undefined) for (const result of object.results) failures.set(result, failure);
  }
  if (failures.size === 0) return results;
  return results.map((result) => {
    const failure = failures.get(result);
    return isRejected(result) && failure !== undefined ? heldBack(result, failure) : result;
  });
}

/** Tries until the object is written or no time is left: a dead letter that is not written holds the shard. */
async function writeObject(object: DeadLetterObject, ports: DeadLetterPorts): Promise<Written> {
  const { bucket, signal, retries } = ports;
  const { key, body } = object;
  const put = { bucket, key, body, contentType: 'application/x-ndjson', contentEncoding: 'gzip', signal };
  for (let number = 2; ; number++) {
    try {
      await ports.putObject(put);
      return { object };
    } catch (cause) {
      const isLast = retries.untilDeadline !== true && number > retries.maxTries;
      if (isLast || !(await pauseBefore(number, retries, ports))) return { object, failure: errorText(cause) };
    }
  }
}

function heldBack(result: RejectedResult, failure: string): RetryableResult {
  return { ...result, outcome: retryable('destination', `its dead letter could not be written: ${failure}`) };
}
