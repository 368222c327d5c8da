import { DELIVERED, type Outcome } from '../pipeline/outcome.ts';

/** What became of one record at its target, before anyone judges whose fault it was. */
export type PutAnswer =
  | { readonly status: 'taken' }
  /** Never sent: larger than the target takes. */
  | { readonly status: 'oversize'; readonly error: string }
  /** The record's own answer within a call that went through. */
  | { readonly status: 'failed'; readonly code: string; readonly error: string }
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

const retryable = (scope: 'entry' | 'destination', error: string): Outcome => ({ status: 'retryable', scope, error });

/** Codes such as `InternalFailure` speak of the record when its neighbours pass, of the target when none does. */
interface Neighbours {
  readonly anyTaken: boolean;
  readonly isAlone: boolean;
}

const judge = (answer: PutAnswer, { anyTaken, isAlone }: Neighbours): Outcome => {
  switch (answer.status) {
    case 'taken':
      return DELIVERED;
    case 'oversize':
      return { status: 'rejected', code: 'oversize', error: answer.error };
    case 'failed': {
      const isItsOwn = !NO_ROOM.has(answer.code) && (anyTaken || isAlone);
      return retryable(isItsOwn ? 'entry' : 'destination', answer.error);
    }
    case 'refused':
      if (anyTaken) return { status: 'rejected', code: 'rejected_by_destination', error: answer.error };
      return retryable(isAlone ? 'entry' : 'destination', answer.error);
    case 'unreachable':
      return retryable('destination', answer.error);
    case 'untried':
      return { status: 'retryable', scope: 'postponed', error: 'not sent: no time was left in the invocation' };
  }
};

/**
 * Judges the answers of one target, in order. Whole calls that fail and throttling are the destination's fault and
 * hold the shard. Any other refusal of a record is its own when the target took something beside it; when the
 * target took nothing of several records it is the target's; and a lone record's refusal counts as its own, so that
 * it cannot hold the shard for the whole hold age.
 */
export const judgeAnswers = (answers: readonly PutAnswer[]): readonly Outcome[] => {
  let taken = 0;
  let sent = 0;
  for (const { status } of answers) {
    if (status === 'taken') taken++;
    if (status !== 'oversize' && status !== 'untried') sent++;
  }
  if (taken === answers.length) return new Array<Outcome>(taken).fill(DELIVERED);
  const neighbours = { anyTaken: taken > 0, isAlone: sent === 1 };
  return answers.map((answer) => judge(answer, neighbours));
};
