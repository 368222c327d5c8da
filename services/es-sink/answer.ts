/**
 * The meaning of an answer of the engine. Only this file decides by HTTP status, error type or reason. docs/search.md
 * has the same tables; answer.test.ts compares them.
 * - `ok`: done, or a body to read.
 * - `conflict`: the document's `_id` exists in the index.
 * - `hold`: it is about the engine, the cluster or an index, or it is not understood: try again later.
 * - `oversize`: the request is too large. Of several documents one or their sum may be the reason.
 * - `reject`: it is about the document (or one document of the request): the log becomes a dead letter.
 * - `rejectUnknown`: as `reject`, but {@link ERRORS} has no such error: it is counted as well.
 * - `unavailable`: the engine does not have it, or does not show it to this role; a later try changes nothing.
 */
export type Meaning = 'ok' | 'conflict' | 'hold' | 'oversize' | 'reject' | 'rejectUnknown' | 'unavailable';

interface StatusRow {
  readonly status: number;
  /** Last status of the row; absent: `status` alone. */
  readonly upTo?: number;
  /** A `_bulk` request as a whole. */
  readonly request: 'ok' | 'hold' | 'oversize' | 'reject';
  /** One document of a `_bulk` request. */
  readonly document: 'ok' | 'conflict' | 'hold' | 'reject';
  /** A look at what is stored (`_mget`), at an index's settings, or at what a pipeline makes (`_simulate`). */
  readonly lookup: 'ok' | 'hold' | 'unavailable';
}

/** The request that was answered. */
export type Question = 'request' | 'document' | 'lookup';

/** The first row that has the status decides; a status in no row is held. */
const STATUSES: readonly StatusRow[] = [
  { status: 200, request: 'ok', document: 'ok', lookup: 'ok' },
  { status: 201, upTo: 299, request: 'hold', document: 'ok', lookup: 'hold' },
  { status: 300, upTo: 399, request: 'hold', document: 'hold', lookup: 'hold' },
  { status: 400, request: 'reject', document: 'reject', lookup: 'unavailable' },
  { status: 401, request: 'hold', document: 'hold', lookup: 'hold' },
  { status: 403, request: 'hold', document: 'hold', lookup: 'unavailable' },
  { status: 404, upTo: 405, request: 'hold', document: 'reject', lookup: 'unavailable' },
  { status: 408, request: 'hold', document: 'hold', lookup: 'hold' },
  { status: 409, request: 'hold', document: 'conflict', lookup: 'hold' },
  { status: 413, request: 'oversize', document: 'reject', lookup: 'hold' },
  { status: 429, request: 'hold', document: 'hold', lookup: 'hold' },
  { status: 402, upTo: 499, request: 'hold', document: 'reject', lookup: 'hold' },
  { status: 500, upTo: 599, request: 'hold', document: 'hold', lookup: 'hold' },
];

interface ErrorRow {
  /** The engine's error type; absent: any. */
  readonly type?: string;
  /** Matches the reason; absent: any. */
  readonly reason?: RegExp;
  readonly meaning: 'hold' | 'reject';
}

/** Decides where the status says `reject`. The first row that fits counts. */
const ERRORS: readonly ErrorRow[] = [
  { reason: /maximum\s.*shards open/s, meaning: 'hold' },
  { type: 'cluster_block_exception', meaning: 'hold' },
  { type: 'index_closed_exception', meaning: 'hold' },
  { type: 'index_not_found_exception', meaning: 'hold' },
  { type: 'mapper_parsing_exception', meaning: 'reject' },
  { type: 'document_parsing_exception', meaning: 'reject' },
  { type: 'illegal_argument_exception', meaning: 'reject' },
  { type: 'strict_dynamic_mapping_exception', meaning: 'reject' },
];

/** An engine's `error` object. */
export interface EngineError {
  readonly type?: unknown;
  readonly reason?: unknown;
}

/** The meaning of a status, and of the error beside it. */
export function meaningOf(question: Question, status: number, error: EngineError = {}): Meaning {
  const row = STATUSES.find(({ status: from, upTo = from }) => status >= from && status <= upTo);
  const meaning = row?.[question] ?? 'hold';
  if (meaning !== 'reject') return meaning;
  const known = ERRORS.find(
    ({ type, reason }) =>
      (type === undefined || type === error.type) && (reason === undefined || reason.test(String(error.reason))),
  );
  return known?.meaning ?? 'rejectUnknown';
}
