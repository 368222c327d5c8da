import { errorText } from '../errors/error-text.ts';
import type { DeliverContext } from '../pipeline/outcome.ts';
import { PortError } from '../pipeline/ports.ts';
import type { PreparedRecords } from './prepare-records.ts';
import type { PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

/** The part of a target that a call needs. */
type CallTarget = Pick<RecordTarget, 'name' | 'put'>;

const TAKEN: PutAnswer = { status: 'taken' };

/** Errors of a whole call that are about its content. `ValidationException` also hides a record past its limit. */
const REFUSED_CONTENT = new Set(['InvalidArgumentException', 'ValidationException', 'SerializationException']);

/** Lone records refused, with nothing taken yet, after which the target itself must be what is wrong. */
const MAX_REFUSALS = 3;

/** Sends the records from `start` up to, not with, `end`. */
type SendRange = (start: number, end: number) => Promise<void>;

/**
 * Builds the sender of one delivery. A call that fails as a whole is the last one: the rest would only
 * wait for the same time-out. A call refused for its content is halved until the record at fault is alone.
 * With no time left nothing is sent, and the answers stay as they were.
 */
export function createSender(
  target: CallTarget,
  prepared: PreparedRecords,
  answers: PutAnswer[],
  context: DeliverContext,
): SendRange {
  const call = createCall(target, prepared, answers, context);
  let taken = 0;
  let refusals = 0;
  /** Why the target is not asked again. */
  let down: PutAnswer | undefined;

  const note = (start: number, end: number, answer: PutAnswer): void => {
    for (const place of prepared.indexes.slice(start, end)) answers[place] = answer;
  };
  const split = async (start: number, end: number, error: string): Promise<void> => {
    if (end - start > 1) {
      const middle = (start + end) >>> 1;
      await send(start, middle);
      return send(middle, end);
    }
    note(start, end, { status: 'refused', error });
    refusals++;
    if (taken === 0 && refusals >= MAX_REFUSALS) down = { status: 'unreachable', error };
  };
  const send: SendRange = async (start, end) => {
    if (down !== undefined) return note(start, end, down);
    if (context.signal.aborted) return;
    try {
      taken += await call(start, end);
    } catch (error) {
      if (isRefusal(error)) return split(start, end, errorText(error));
      down = { status: 'unreachable', error: errorText(error) };
      note(start, end, down);
    }
  };
  return send;
}

/** One call; notes each record's own answer. @returns how many records were taken. */
function createCall(
  target: CallTarget,
  { records, dataBytes, indexes }: PreparedRecords,
  answers: PutAnswer[],
  context: DeliverContext,
) {
  return async (start: number, end: number): Promise<number> => {
    const { name } = target;
    const slice = records.slice(start, end);
    const results = await target.put({ target: name, records: slice, signal: context.signal });
    let taken = 0;
    let bytes = 0;
    const callStart = indexes[start] ?? 0;
    for (let index = start; index < end; index++) {
      const result = results[index - start] ?? { status: 'failed', code: 'BadAnswer', message: 'no answer' };
      const place = indexes[index] ?? 0;
      if (result.status === 'ok') {
        answers[place] = TAKEN;
        bytes += dataBytes[index] ?? 0;
        taken++;
      } else {
        const { code, message } = result;
        answers[place] = { status: 'failed', code, error: `${name}: ${code}: ${message}`, callStart };
      }
    }
    context.countBytesOut(bytes);
    return taken;
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof PortError && (error.httpStatus === 413 || REFUSED_CONTENT.has(error.code));
}
