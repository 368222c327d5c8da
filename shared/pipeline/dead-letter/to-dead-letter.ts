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
  /** See `DeadLetter.generation`; default 1. */
  readonly generation?: number;
}

/** Bytes of a payload that are written at a time; divisible by 3, so that pieces of Base64 can be joined. */
const PIECE_BYTES = 96 * 1024;

/**
 * The line of a rejected result's dead letter: everything needed to put the record back. It comes in pieces, since JSON
 * may be six times as long as the payload.
 */
export function* deadLetterLine(result: RejectedResult, context: DeadLetterContext): Generator<string> {
  const head = headOf(result, context);
  const { data } = result.entry;
  const isText = isUtf8(data);
  if (data.length <= PIECE_BYTES) {
    const payload = isText ? { data: data.toString() } : { dataBase64: data.toString('base64') };
    yield `${JSON.stringify({ ...head, ...payload } satisfies DeadLetter)}\n`;
    return;
  }
  yield `${JSON.stringify(head).slice(0, -1)},"${isText ? 'data' : 'dataBase64'}":"`;
  yield* isText ? textPieces(data) : base64Pieces(data);
  yield '"}\n';
}

/** The dead letter of a rejected result without its payload. */
function headOf(
  { entry, target, known, outcome, attempts }: RejectedResult,
  context: DeadLetterContext,
): Omit<DeadLetter, 'data' | 'dataBase64'> {
  return {
    identity: entry.identity,
    function: context.functionName,
    target,
    stage: context.stage,
    reason: outcome.code,
    error: cutErrorText(outcome.error),
    attempts,
    ...(context.generation !== undefined && context.generation > 1 && { generation: context.generation }),
    ...fieldsOf(known),
    arrivedAt: new Date(entry.arrivedAtMs).toISOString(),
    failedAt: new Date(context.nowMs).toISOString(),
    partitionKey: entry.partitionKey,
    ...(entry.cloudwatch && { cloudwatch: entry.cloudwatch }),
  };
}

function fieldsOf(known: Log | KnownFields): KnownFields {
  if (!('timeNs' in known)) {
    const { logType, logId, time, settled } = known;
    return {
      ...(logType !== undefined && { logType }),
      ...(logId !== undefined && { logId }),
      ...(time !== undefined && { time }),
      ...(settled !== undefined && { settled }),
    };
  }
  return {
    logType: known.logType,
    logId: known.logId,
    time: utcText(epochMsOf(known.timeNs)),
  };
}

/** The inside of a JSON string, cut between characters. */
function* textPieces(data: Buffer): Generator<string> {
  for (let from = 0; from < data.length; ) {
    let to = Math.min(data.length, from + PIECE_BYTES);
    while (to < data.length && isContinuation(data[to])) to--;
    yield JSON.stringify(data.toString('utf8', from, to)).slice(1, -1);
    from = to;
  }
}

function* base64Pieces(data: Buffer): Generator<string> {
  for (let from = 0; from < data.length; from += PIECE_BYTES) {
    yield data.toString('base64', from, from + PIECE_BYTES);
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
