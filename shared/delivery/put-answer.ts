import { DELIVERED, type Outcome, type RetryScope, rejected, retryable } from '../pipeline/outcome.ts';

/** The target's answer for one record, before it is judged. */
export type PutAnswer =
  | { readonly status: 'taken' }
  /** Never sent: larger than the target takes. */
  | { readonly status: 'oversize'; readonly error: string }
  /** The record's own answer within a call that went through; `callStart` is the index of the call's first record. */
  | { readonly status: 'failed'; readonly code: string; readonly error: string; readonly callStart: number }
  /** A call with only this record was refused for its content. */
  | { readonly status: 'refused'; readonly error: string }
  /** The call failed as a whole. */
  | { readonly status: 'unreachable'; readonly error: string }
  /** Not sent: no time left. */
  | { readonly status: 'untried' };

/**
 * Record codes of a target that has no capacity for now: throttling is never a log's fault.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsResultEntry.html
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatchResponseEntry.html
 */
const NO_ROOM = new Set([
  'ProvisionedThroughputExceededException',
  'ServiceUnavailableException',
  'ThrottlingException',
]);

/** Codes such as `InternalFailure` concern the record when other records pass, and the target when none does. */
interface Neighbours {
  /** Index of the last record that was taken; -1: none was. */
  readonly lastTaken: number;
  readonly isAlone: boolean;
}

/**
 * Judges the answers of one target, in order. A call that fails as a whole, and throttling, have the scope
 * `destination` and hold the shard. Any other refused record has the scope `entry` when the target took a record in the
 * same call or later. When the target took none of several records, the scope is `destination`; when there was only one
 * record, it is `unclear`. A record that is refused for its content in a call of its own is `entry`: it would always be
 * refused.
 */
export function judgeAnswers(answers: readonly PutAnswer[]): readonly Outcome[] {
  let taken = 0;
  let lastTaken = -1;
  let sent = 0;
  for (let index = 0; index < answers.length; index++) {
    const status = answers[index]?.status;
    if (status === 'taken') {
      taken++;
      lastTaken = index;
    }
    if (status !== 'oversize' && status !== 'untried') sent++;
  }
  if (taken === answers.length) return new Array<Outcome>(taken).fill(DELIVERED);
  const neighbours = { lastTaken, isAlone: sent === 1 };
  return answers.map((answer) => judge(answer, neighbours));
}

function judge(answer: PutAnswer, neighbours: Neighbours): Outcome {
  switch (answer.status) {
    case 'taken':
      return DELIVERED;
    case 'oversize':
      return rejected('oversize', answer.error);
    case 'failed':
      return retryable(scopeOfFailure(answer, neighbours), answer.error);
    case 'refused':
      if (neighbours.lastTaken >= 0) return rejected('rejected_by_destination', answer.error);
      return retryable(neighbours.isAlone ? 'entry' : 'destination', answer.error);
    case 'unreachable':
      return retryable('destination', answer.error);
    case 'untried':
      return retryable('postponed', 'not sent: no time was left in the invocation');
  }
}

/** Only a record taken in the same call or later shows that the target worked when it refused this one. */
function scopeOfFailure(
  { code, callStart }: PutAnswer & { status: 'failed' },
  { lastTaken, isAlone }: Neighbours,
): RetryScope {
  if (NO_ROOM.has(code)) return 'destination';
  if (lastTaken >= callStart) return 'entry';
  return isAlone ? 'unclear' : 'destination';
}
