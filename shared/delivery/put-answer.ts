import { DELIVERED, type Outcome, type RetryScope, rejected, retryable } from '../pipeline/outcome.ts';

/** The target's answer for one record, before it is decided whose fault a failure was. */
export type PutAnswer =
  | { readonly status: 'taken' }
  /** Never sent: larger than the target takes. */
  | { readonly status: 'oversize'; readonly error: string }
  /** The record's own answer within a call that went through; `callStart` is the place of the call's first record. */
  | { readonly status: 'failed'; readonly code: string; readonly error: string; readonly callStart: number }
  /** A call with this record alone was refused for what it holds. */
  | { readonly status: 'refused'; readonly error: string }
  /** The call failed as a whole. */
  | { readonly status: 'unreachable'; readonly error: string }
  /** Not sent: no time left. */
  | { readonly status: 'untried' };

/**
 * Record codes that say that the target has no room, for now: throttling is never a log's fault.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsResultEntry.html
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatchResponseEntry.html
 */
const NO_ROOM = new Set([
  'ProvisionedThroughputExceededException',
  'ServiceUnavailableException',
  'ThrottlingException',
]);

/** A code such as `InternalFailure` is about the record where the target takes its neighbours, about the target where it takes none. */
interface Neighbours {
  /** Place of the last record that was taken; -1: none was. */
  readonly lastTaken: number;
  readonly isAlone: boolean;
}

/**
 * Judges the answers of one target, in order. Whole calls that fail and throttling are the destination's fault and
 * hold the shard. Any other refusal of a record is its own when the target took something with it or after it; when
 * the target took nothing of several records it is the target's; and as the only record of the request it is unclear. A call with
 * one record that is refused for what it holds counts as the record's own fault: it would be refused for ever.
 */
export function judgeAnswers(answers: readonly PutAnswer[]): readonly Outcome[] {
  let taken = 0;
  let lastTaken = -1;
  let sent = 0;
  for (let place = 0; place < answers.length; place++) {
    const status = answers[place]?.status;
    if (status === 'taken') {
      taken++;
      lastTaken = place;
    }
    if (status !== 'oversize' && status !== 'untried') sent++;
  }
  if (taken === answers.length) return new Array<Outcome>(taken).fill(DELIVERED);
  const neighbours = { lastTaken, isAlone: sent === 1 };
  return answers.map((answer) => judge(answer, neighbours));
}

/** Whether the target refused the record and not, for now, everything: throttling and failed calls say nothing of it. */
export function isRefusedAlone(answer: PutAnswer): boolean {
  return answer.status === 'refused' || (answer.status === 'failed' && !NO_ROOM.has(answer.code));
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

/** Only what was taken with the record or after it shows that the target was well when it refused the record. */
function scopeOfFailure(
  { code, callStart }: PutAnswer & { status: 'failed' },
  { lastTaken, isAlone }: Neighbours,
): RetryScope {
  if (NO_ROOM.has(code)) return 'destination';
  if (lastTaken >= callStart) return 'entry';
  return isAlone ? 'unclear' : 'destination';
}
