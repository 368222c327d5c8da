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
  /** Bytes of dead letters that are made and written at the same time. */
  readonly maxBytes: number;
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
  const written: Written[] = [];
  for (const round of roundsOf(groupDeadLetters(rejects, naming), ports.maxBytes)) {
    written.push(...(await pMap(round, (object) => writeObject(object, ports), { concurrency: CONCURRENCY })));
  }
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

/** Objects, in order, that are written together: at least one, and no more than there is memory for. */
function roundsOf(objects: readonly DeadLetterObject[], maxBytes: number): readonly (readonly DeadLetterObject[])[] {
  const rounds: DeadLetterObject[][] = [];
  let room = 0;
  for (const object of objects) {
    if (rounds.length === 0 || object.bytes > room) {
      rounds.push([]);
      room = maxBytes;
    }
    rounds.at(-1)?.push(object);
    room -= object.bytes;
  }
  return rounds;
}

/** Tries until the object is written or no time is left: a dead letter that is not written holds the shard. */
async function writeObject(object: DeadLetterObject, ports: DeadLetterPorts): Promise<Written> {
  const { bucket, signal, retries } = ports;
  if (signal.aborted) return { object, failure: 'no time was left in the invocation' };
  const { key } = object;
  const body = object.createBody();
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
