import { isJsonObject } from '../../../shared/log/json-object.ts';
import type { Batch } from './batch.ts';

/** The result of an invocation. */
export type Answer =
  /** The function returned; `payload` is its answer, parsed (`undefined` where it is no JSON at all). */
  | { readonly status: 'returned'; readonly payload: unknown; readonly requestId: string }
  /** The function threw, timed out or died (`FunctionError` is set). */
  | { readonly status: 'functionError'; readonly functionError: string; readonly requestId: string }
  /** 429 or 5xx of the Lambda service, no connection: the function never saw the batch. */
  | { readonly status: 'throttled' };

/** Meaning of the answer for the batch. `failedFrom` is an index into its records; the ones before it are done. */
export type Verdict =
  | { readonly status: 'succeeded' }
  | { readonly status: 'failedFrom'; readonly index: number }
  | { readonly status: 'failed' }
  | { readonly status: 'throttled' };

const SUCCEEDED: Verdict = { status: 'succeeded' };
const FAILED: Verdict = { status: 'failed' };

/**
 * Reads an answer by the rules of partial batch responses:
 * - without `ReportBatchItemFailures` whatever is returned is a success;
 * - empty or null list, empty or null answer: full success;
 * - empty, null or misnamed identifier: full failure;
 * - else the lowest number is the checkpoint, and everything from it on is invoked again.
 *
 * Undocumented, and read here as a full failure (nothing may be skipped on a guess): an identifier that is not
 * in the batch, a list that is no list, an answer that is no object.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readAnswer(answer: Answer, batch: Batch, reportBatchItemFailures: boolean): Verdict {
  if (answer.status === 'throttled') return { status: 'throttled' };
  if (answer.status === 'functionError') return FAILED;
  if (!reportBatchItemFailures || answer.payload === null || answer.payload === '') return SUCCEEDED;
  if (!isJsonObject(answer.payload)) return FAILED;
  const failures = answer.payload['batchItemFailures'];
  if (failures === null || failures === undefined) return SUCCEEDED;
  if (!Array.isArray(failures)) return FAILED;
  if (failures.length === 0) return SUCCEEDED;
  const index = lowestIndex(failures, batch);
  return index === undefined ? FAILED : { status: 'failedFrom', index };
}

function lowestIndex(items: readonly unknown[], batch: Batch): number | undefined {
  const indexOf = new Map(batch.records.map(({ record }, index) => [record.sequenceNumber, index]));
  let lowest = batch.records.length;
  for (const item of items) {
    const identifier = isJsonObject(item) ? item['itemIdentifier'] : undefined;
    const index = typeof identifier === 'string' ? indexOf.get(identifier) : undefined;
    if (index === undefined) return undefined;
    lowest = Math.min(lowest, index);
  }
  return lowest;
}
