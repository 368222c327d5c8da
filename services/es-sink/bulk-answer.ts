import type { Outcome } from '../../shared/pipeline/outcome.ts';
import { cutError, describeAnswer, describeEngineError } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';

/** What a bulk request's answer says of one document. */
export type ItemVerdict =
  | { readonly status: 'settled'; readonly outcome: Outcome }
  /** The `_id` is taken in this index: by the same log, or by another one? */
  | { readonly status: 'conflict'; readonly index: string }
  /** A refusal that the table does not know: a letter, and a metric. */
  | { readonly status: 'unknownRefusal'; readonly outcome: Outcome };

/** What a bulk request's answer says of all of its documents. */
export type BulkVerdict =
  | { readonly status: 'allDelivered' }
  | { readonly status: 'items'; readonly items: readonly ItemVerdict[] }
  /** The engine took none, for the sake of one or of their sum: send them in halves. */
  | { readonly status: 'split'; readonly lone: Outcome }
  /** The engine is out of reach or not willing: nobody's fault. */
  | { readonly status: 'down'; readonly outcome: Outcome };

const OPERATION = 'POST /_bulk';
const ALL_DELIVERED: BulkVerdict = { status: 'allDelivered' };
const DELIVERED: ItemVerdict = { status: 'settled', outcome: { status: 'delivered' } };

/** Error types that speak of the index or the cluster, whatever their status. */
const DESTINATION_TYPES: ReadonlySet<unknown> = new Set([
  'cluster_block_exception',
  'index_closed_exception',
  'index_not_found_exception',
]);
/** Error types that speak of the document. */
const DOCUMENT_TYPES: ReadonlySet<unknown> = new Set([
  'mapper_parsing_exception',
  'document_parsing_exception',
  'illegal_argument_exception',
  'strict_dynamic_mapping_exception',
]);
const NO_SHARD_ROOM = /maximum\s.*shards open/s;
/** Item statuses of 4xx that a later try may find changed. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([401, 403, 408, 429]);

/**
 * Reads the answer to a `_bulk` request of `create` actions: (status, error type) → outcome and scope.
 * @param expected documents that were sent.
 * @see docs/search.md for the table
 */
export function readBulkAnswer(answer: SearchAnswer, expected: number): BulkVerdict {
  if (answer.status === 'failed') return { status: 'down', outcome: hold(answer.error) };
  const { httpStatus, body } = answer;
  if (httpStatus === 200) return readItems(body, expected);
  const error = describeAnswer(answer, OPERATION);
  if (httpStatus === 413) return { status: 'split', lone: { status: 'rejected', code: 'oversize', error } };
  if (httpStatus === 400 && isEnginesWord(body)) return { status: 'split', lone: refuse(error) };
  return { status: 'down', outcome: hold(error) };
}

function hold(error: string): Outcome {
  return { status: 'retryable', scope: 'destination', error: cutError(error) };
}

function readItems(body: unknown, expected: number): BulkVerdict {
  const { items, errors } = isRecord(body) ? body : {};
  if (Array.isArray(items) && items.length === expected) {
    return errors === false ? ALL_DELIVERED : { status: 'items', items: items.map(readItem) };
  }
  const found = Array.isArray(items) ? `${items.length} items` : 'no list of items';
  // What happened to the documents is unknown; sending them again is harmless, as their ids are taken once.
  return { status: 'down', outcome: hold(`${OPERATION}: HTTP 200, but ${found} for ${expected} documents`) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readItem(item: unknown): ItemVerdict {
  const result = isRecord(item) && isRecord(item['create']) ? item['create'] : {};
  const { status, _index: index } = result;
  if (typeof status !== 'number') return { status: 'settled', outcome: hold(`${OPERATION}: an item without status`) };
  if (status >= 200 && status < 300) return DELIVERED;
  if (status === 409 && typeof index === 'string') return { status: 'conflict', index };
  const error = isRecord(result['error']) ? result['error'] : {};
  const sentence = `${status} ${describeEngineError(error)}`;
  if (isDestinationsFault(status, error)) return { status: 'settled', outcome: hold(sentence) };
  if (status < 400) return { status: 'settled', outcome: hold(`${OPERATION}: an item of status ${status}`) };
  return { status: DOCUMENT_TYPES.has(error['type']) ? 'settled' : 'unknownRefusal', outcome: refuse(sentence) };
}

function isDestinationsFault(status: number, error: Readonly<Record<string, unknown>>): boolean {
  return (
    status >= 500 ||
    TRANSIENT_STATUSES.has(status) ||
    DESTINATION_TYPES.has(error['type']) ||
    NO_SHARD_ROOM.test(String(error['reason']))
  );
}

function refuse(error: string): Outcome {
  return {
    status: 'rejected',
    code: 'rejected_by_destination',
    error: cutError(error),
  };
}

/** Whether a 400 is the engine's own word on this body; a proxy's 400 says nothing about the documents. */
function isEnginesWord(body: unknown): boolean {
  return isRecord(body) && isRecord(body['error']) && !isDestinationsFault(400, body['error']);
}
