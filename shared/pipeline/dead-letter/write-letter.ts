import { isUtf8 } from 'node:buffer';
import type { Log } from '../../log/log.ts';
import type { Reject } from '../../log/reject.ts';
import { epochMsOf, utcText } from '../../log/timestamp/utc-text.ts';
import type { KnownFields, Result } from '../result.ts';
import type { Letter } from './letter.ts';

/** Longest error text a letter carries. */
const MAX_ERROR_BYTES = 2048;

/** Who writes the letter, and when. */
export interface LetterContext {
  readonly functionName: string;
  readonly stage: string;
  readonly nowMs: number;
}

/** A result that is rejected: the only kind that becomes a letter. */
export type RejectedResult = Result & { readonly outcome: { readonly status: 'rejected' } & Reject };

/** Tells the results that need a letter. */
export function isRejected(result: Result): result is RejectedResult {
  return result.outcome.status === 'rejected';
}

/** The letter of a rejected result: everything needed to put the record back. */
export function writeLetter(
  { entry, target, known, outcome, attempts }: RejectedResult,
  context: LetterContext,
): Letter {
  return {
    identity: entry.identity,
    function: context.functionName,
    target,
    stage: context.stage,
    reason: outcome.code,
    error: cutText(outcome.error),
    attempts,
    ...fieldsOf(known),
    arrivedAt: new Date(entry.arrivedAtMs).toISOString(),
    failedAt: new Date(context.nowMs).toISOString(),
    partitionKey: entry.partitionKey,
    ...(entry.cloudwatch && { cloudwatch: entry.cloudwatch }),
    ...(isUtf8(entry.data) ? { data: entry.data.toString() } : { dataBase64: entry.data.toString('base64') }),
  };
}

function cutText(text: string): string {
  const bytes = Buffer.from(text);
  // A cut in the middle of a character leaves U+FFFD at the end, which tells nothing.
  return bytes.length <= MAX_ERROR_BYTES
    ? text
    : `${bytes
        .subarray(0, MAX_ERROR_BYTES - 3)
        .toString()
        .replace(/\uFFFD+$/, '')}…`;
}

function fieldsOf(known: Log | KnownFields): KnownFields {
  if (!('timeNs' in known)) {
    const { logType, logId, time } = known;
    return {
      ...(logType !== undefined && { logType }),
      ...(logId !== undefined && { logId }),
      ...(time !== undefined && { time }),
    };
  }
  return {
    logType: known.logType,
    logId: known.logId,
    time: utcText(epochMsOf(known.timeNs)),
  };
}
