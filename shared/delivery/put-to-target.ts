import type { Log } from '../log/log.ts';
import type { DeliverContext, Outcome } from '../pipeline/outcome.ts';
import { type OutputRecord, PortError } from '../pipeline/ports.ts';
import { chunkRecords, recordBytes } from './chunk-records.ts';
import { judgeAnswers, type PutAnswer } from './put-answer.ts';
import type { RecordTarget } from './record-target.ts';

const TAKEN: PutAnswer = { status: 'taken' };
const UNTRIED: PutAnswer = { status: 'untried' };

/** Errors of a whole call that speak of what it carries. `ValidationException` also hides a record past its limit. */
const REFUSED_CONTENT = new Set(['InvalidArgumentException', 'ValidationException', 'SerializationException']);

/** Lone records refused, with nothing taken yet, after which the target itself must be what is wrong. */
const MAX_REFUSALS = 3;

const isRefusal = (error: unknown): boolean =>
  error instanceof PortError && (error.httpStatus === 413 || REFUSED_CONTENT.has(error.code));

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const oversizeAnswer = (bytes: number, { name, limits }: RecordTarget): PutAnswer => ({
  status: 'oversize',
  error: `the record has ${bytes} bytes with its key, ${name} takes at most ${limits.maxRecordBytes}`,
});

/** Records that will be sent, beside the places of their answers. */
interface Sendable {
  readonly records: readonly OutputRecord[];
  readonly places: readonly number[];
}

/** Makes the records; those past the target's limit get their answer at once. */
const prepare = (target: RecordTarget, logs: readonly Log[], answers: PutAnswer[]): Sendable => {
  const records: OutputRecord[] = [];
  const places: number[] = [];
  for (const [place, log] of logs.entries()) {
    const record = target.toRecord(log);
    const bytes = recordBytes(record);
    if (bytes > target.limits.maxRecordBytes) {
      answers[place] = oversizeAnswer(bytes, target);
    } else {
      records.push(record);
      places.push(place);
    }
  }
  return { records, places };
};

/** Sends the calls of one target one after the other and notes every record's answer. */
const createSender = (
  target: RecordTarget,
  { records, places }: Sendable,
  answers: PutAnswer[],
  context: DeliverContext,
) => {
  let refusals = 0;
  let anyTaken = false;
  /** Why the target is not asked again in this delivery. */
  let down: PutAnswer | undefined;

  const note = (start: number, end: number, answer: PutAnswer): void => {
    for (const place of places.slice(start, end)) answers[place] = answer;
  };
  const split = async (start: number, end: number, error: string): Promise<void> => {
    if (end - start > 1) {
      const middle = (start + end) >>> 1;
      await send(start, middle);
      await send(middle, end);
      return;
    }
    note(start, end, { status: 'refused', error });
    refusals++;
    if (!anyTaken && refusals >= MAX_REFUSALS) down = { status: 'unreachable', error };
  };
  const call = async (start: number, end: number): Promise<void> => {
    const slice = records.slice(start, end);
    const results = await target.put({ target: target.name, records: slice, signal: context.signal });
    let bytes = 0;
    for (const [offset, record] of slice.entries()) {
      const result = results[offset];
      if (result?.status === 'ok') {
        answers[places[start + offset] ?? 0] = TAKEN;
        bytes += record.data.length;
      } else {
        const { code, message } = result ?? { code: 'BadAnswer', message: 'no answer for the record' };
        note(start + offset, start + offset + 1, {
          status: 'failed',
          code,
          error: `${target.name}: ${code}: ${message}`,
        });
      }
    }
    anyTaken ||= bytes > 0;
    context.countBytesOut(bytes);
  };
  const send = async (start: number, end: number): Promise<void> => {
    if (down !== undefined) return note(start, end, down);
    if (context.signal.aborted) return;
    try {
      await call(start, end);
    } catch (error) {
      if (isRefusal(error)) return split(start, end, sentenceOf(error));
      down = { status: 'unreachable', error: sentenceOf(error) };
      note(start, end, down);
    }
  };
  return send;
};

/**
 * Delivers logs to one target, in order, in as few calls as its limits allow.
 * A call that fails as a whole ends the round: the rest would only wait for the same time-out. A call refused for
 * what it carries is halved until the record at fault stands alone.
 * @returns one outcome for each log, in order.
 */
export const putToTarget = async (
  target: RecordTarget,
  logs: readonly Log[],
  context: DeliverContext,
): Promise<readonly Outcome[]> => {
  const answers: PutAnswer[] = logs.map(() => UNTRIED);
  const sendable = prepare(target, logs, answers);
  const send = createSender(target, sendable, answers, context);
  let start = 0;
  for (const end of chunkRecords(sendable.records, target.limits)) {
    await send(start, end);
    start = end;
  }
  return judgeAnswers(answers);
};
