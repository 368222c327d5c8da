import type { Answer, Verdict } from './answer.ts';
import type { Batch } from './batch.ts';
import type { Failure, LastResponse } from './failure.ts';
import { INFINITE, type MappingSettings } from './mapping-settings.ts';

/** The next step for a batch after its invocation: batches that are invoked again, in order, and a batch whose retries are exhausted. */
export type Aftermath =
  | { readonly kind: 'done' }
  /** `retries` is the exponent of the pause before the next invocation. */
  | { readonly kind: 'again'; readonly batches: readonly Batch[]; readonly retries: number }
  | { readonly kind: 'refused'; readonly batch: Batch }
  | { readonly kind: 'exhausted'; readonly failure: Failure };

/**
 * The rules after an invocation:
 * - a throttle costs no retry;
 * - bisect on, more than one record, function error: two halves, at no cost;
 * - bisect on, a reported number behind the first record: split there, only the rest again, at no cost;
 * - else a failure, whole or from a number on, costs one retry of what is left, and past `maximumRetryAttempts`
 *   what is left goes to the on-failure destination.
 *
 * Our reading where the documents are silent: what is left keeps the retries it has used (the harder case for a
 * function), and a reported first record cannot be split off, so it costs a retry.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function afterInvocation(
  invoked: Batch,
  verdict: Verdict,
  answer: Answer,
  settings: MappingSettings,
): Aftermath {
  if (verdict.status === 'throttled') return { kind: 'refused', batch: invoked };
  const batch = { ...invoked, invocations: invoked.invocations + 1 };
  if (verdict.status === 'succeeded') return { kind: 'done' };
  const { bisectOnFunctionError: bisects, maximumRetryAttempts } = settings;
  if (verdict.status === 'failed') {
    return bisects && batch.records.length > 1
      ? { kind: 'again', batches: bisect(batch), retries: batch.retries }
      : retry(batch, answer, maximumRetryAttempts);
  }
  const rest = { ...batch, records: batch.records.slice(verdict.index) };
  return bisects && verdict.index > 0
    ? { kind: 'again', batches: [rest], retries: rest.retries }
    : retry(rest, answer, maximumRetryAttempts);
}

function bisect(batch: Batch): Batch[] {
  const middle = Math.ceil(batch.records.length / 2);
  return [
    { ...batch, records: batch.records.slice(0, middle) },
    { ...batch, records: batch.records.slice(middle) },
  ];
}

function retry(batch: Batch, answer: Answer, maximum: number): Aftermath {
  if (maximum === INFINITE || batch.retries < maximum) {
    const again = { ...batch, retries: batch.retries + 1 };
    return { kind: 'again', batches: [again], retries: again.retries };
  }
  const response = lastResponse(answer);
  const failure: Failure = { batch, condition: 'RetryAttemptsExhausted', ...(response && { response }) };
  return { kind: 'exhausted', failure };
}

function lastResponse(answer: Answer): LastResponse | undefined {
  if (answer.status === 'throttled') return undefined;
  const { requestId } = answer;
  return answer.status === 'functionError' ? { requestId, functionError: answer.functionError } : { requestId };
}
