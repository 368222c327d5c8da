import { isUtf8 } from 'node:buffer';
import { cutErrorText } from '../../errors/error-text.ts';
import type { Log } from '../../log/log.ts';
import { epochMsOf, utcText } from '../../log/timestamp/utc-text.ts';
import type { KnownFields, RejectedResult } from '../result.ts';
import type { DeadLetter } from './dead-letter.ts';

/** The function that writes dead letters, and the time. */
export interface DeadLetterContext {
  readonly functionName: string;
  readonly stage: string;
  readonly nowMs: number;
}

/** The dead letter of a rejected result: everything needed to put the record back. */
export function toDeadLetter(
  { entry, target, known, outcome, attempts }: RejectedResult,
  context: DeadLetterContext,
): DeadLetter {
  return {
    identity: entry.identity,
    function: context.functionName,
    target,
    stage: context.stage,
    reason: outcome.code,
    error: cutErrorText(outcome.error),
    attempts,
    ...fieldsOf(known),
    arrivedAt: new Date(entry.arrivedAtMs).toISOString(),
    failedAt: new Date(context.nowMs).toISOString(),
    partitionKey: entry.partitionKey,
    ...(entry.cloudwatch && { cloudwatch: entry.cloudwatch }),
    ...(isUtf8(entry.data) ? { data: entry.data.toString() } : { dataBase64: entry.data.toString('base64') }),
  };
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
