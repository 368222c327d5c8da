import { cutErrorText } from '../../shared/errors/error-text.ts';
import { isJsonObject } from '../../shared/log/json-object.ts';
import { DELIVERED, type Outcome, rejected, retryable } from '../../shared/pipeline/outcome.ts';
import { describeAnswer, describeEngineError } from '../../shared/search/search-failure.ts';
import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { meaningOf } from './answer.ts';

/** The answer for one document of a bulk request. */
export type ItemVerdict =
  | { readonly status: 'settled'; readonly outcome: Outcome }
  /** The `_id` exists in this index: for the same log, or for another one. */
  | { readonly status: 'conflict'; readonly index: string }
  /** Held for its index, which is closed or blocked, or because it alone fails: not for as long as in an outage. */
  | { readonly status: 'indexHeld'; readonly error: string }
  /** Rejected with an error that the table does not have: a dead letter that is counted. */
  | { readonly status: 'unknownRefusal'; readonly outcome: Outcome };

/** The answer to a bulk request. */
export type BulkVerdict =
  | { readonly status: 'allDelivered' }
  | { readonly status: 'items'; readonly items: readonly ItemVerdict[] }
  /** The engine took no document, because of one of them or of their sum: send them in halves. */
  | { readonly status: 'split'; readonly lone: Extract<ItemVerdict, { readonly outcome: Outcome }> }
  /** The engine is unreachable, or takes nothing for now. */
  | { readonly status: 'down'; readonly outcome: Outcome };

const OPERATION = 'POST /_bulk';
/** An exception inside the engine, which a document may cause: other statuses of its kind say that something is away. */
const INTERNAL_ERROR = 500;
const ALL_DELIVERED: BulkVerdict = { status: 'allDelivered' };
const ITEM_DELIVERED: ItemVerdict = { status: 'settled', outcome: DELIVERED };

/**
 * Reads the answer to a `_bulk` request of `create` actions.
 * @param expected number of documents that were sent.
 */
export function readBulkAnswer(answer: SearchAnswer, expected: number): BulkVerdict {
  if (answer.status === 'failed') return down(answer.error);
  const { httpStatus, body } = answer;
  const engineError = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : undefined;
  const meaning = meaningOf('request', httpStatus, engineError);
  if (meaning === 'ok') return readItems(body, expected);
  const error = describeAnswer(answer, OPERATION);
  if (meaning === 'oversize') return { status: 'split', lone: settled(rejected('oversize', error)) };
  // Without the engine's own error it is a proxy's answer, which says nothing about the documents.
  if (engineError === undefined) return down(error);
  if (meaning === 'reject') return { status: 'split', lone: settled(rejected('rejected_by_destination', error)) };
  return meaning === 'rejectUnknown' ? { status: 'split', lone: unknownRefusal(error) } : down(error);
}

function down(error: string): BulkVerdict {
  return { status: 'down', outcome: hold(error) };
}

function hold(error: string): Outcome {
  return retryable('destination', cutErrorText(error));
}

function readItems(body: unknown, expected: number): BulkVerdict {
  const { items, errors } = isJsonObject(body) ? body : {};
  if (Array.isArray(items) && items.length === expected) {
    if (errors === false) return ALL_DELIVERED;
    const working = workingIndices(items);
    return { status: 'items', items: items.map((item) => readItem(item, working)) };
  }
  const found = Array.isArray(items) ? `${items.length} items` : 'no list of items';
  // What happened to the documents is unknown. Sending them again is harmless: an existing id is not indexed twice.
  return down(`${OPERATION}: HTTP 200, but ${found} for ${expected} documents`);
}

/** The indices that took a document of this request, or have it already. */
function workingIndices(items: readonly unknown[]): ReadonlySet<unknown> {
  const working = new Set<unknown>();
  for (const { status, _index: index } of items.map(resultOf)) {
    const meaning = typeof status === 'number' ? meaningOf('document', status) : 'hold';
    if (meaning === 'ok' || meaning === 'conflict') working.add(index);
  }
  return working;
}

function resultOf(item: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(item) && isJsonObject(item['create']) ? item['create'] : {};
}

function readItem(item: unknown, working: ReadonlySet<unknown>): ItemVerdict {
  const result = resultOf(item);
  const { status, _index: index } = result;
  if (typeof status !== 'number') return settled(hold(`${OPERATION}: an item without status`));
  const error = isJsonObject(result['error']) ? result['error'] : {};
  const meaning = meaningOf('document', status, error);
  if (meaning === 'ok') return ITEM_DELIVERED;
  const sentence = `${status} ${describeEngineError(error)}`;
  switch (meaning) {
    case 'conflict':
      // Without an index the stored document cannot be read.
      return typeof index === 'string' ? { status: 'conflict', index } : unknownRefusal(sentence);
    case 'reject':
      return settled(rejected('rejected_by_destination', cutErrorText(sentence)));
    case 'rejectUnknown':
      return unknownRefusal(sentence);
    case 'holdIndex':
      return { status: 'indexHeld', error: inIndex(index, sentence) };
    default:
      if (status === INTERNAL_ERROR && working.has(index)) {
        return { status: 'indexHeld', error: inIndex(index, `${sentence}; it took other documents`) };
      }
      return settled(hold(inIndex(index, status < 400 ? `${OPERATION}: an item of status ${status}` : sentence)));
  }
}

/** A sentence of the engine that may name no index. */
function inIndex(index: unknown, sentence: string): string {
  return typeof index === 'string' ? `index ${index}: ${sentence}` : sentence;
}

function settled(outcome: Outcome): Extract<ItemVerdict, { readonly status: 'settled' }> {
  return { status: 'settled', outcome };
}

function unknownRefusal(sentence: string): Extract<ItemVerdict, { readonly status: 'unknownRefusal' }> {
  return { status: 'unknownRefusal', outcome: rejected('rejected_by_destination', cutErrorText(sentence)) };
}
