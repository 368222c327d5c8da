/**
 * The meaning of an answer of the engine. Only this file decides by HTTP status, error type or reason. docs/search.md
 * has the same tables; answer.test.ts compares them.
 * - `ok`: done, or a body to read.
 * - `conflict`: the document's `_id` exists in the index.
 * - `hold`: it is about the engine, the cluster or an index, or it is not understood: try again later.
 * - `holdIndex`: as `hold`, but for this one index, which someone has closed or blocked: not for as long as in an outage.
 * - `oversize`: the request is too large. Of several documents one or their sum may be the reason.
 * - `reject`: it is about the document (or one document of the request): the log becomes a dead letter.
 * - `rejectUnknown`: as `reject`, but {@link ERRORS} has no such error: it is counted as well.
 * - `unavailable`: the engine does not have it, or does not show it to this role; a later try changes nothing.
 */
export type Meaning =
  | 'ok'
  | 'conflict'
  | 'hold'
  | 'holdIndex'
  | 'oversize'
  | 'reject'
  | 'rejectUnknown'
  | 'unavailable';

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

/** An error by type and reason; an absent one matches any. */
interface ErrorRow {
  readonly type?: string;
  readonly reason?: RegExp;
  readonly meaning: 'hold' | 'holdIndex' | 'reject';
}

/**
 * A reason quotes names and values of the document: what holds a shard is looked for at its beginning, so that no sender
 * can write it. The first row that fits decides where the status says `reject`. An `illegal_argument_exception` may be about the
 * document or about the settings of its index: its reason decides. Where the status says `hold` only `holdIndex` counts.
 */
const ERRORS: readonly ErrorRow[] = [
  {
    reason: /^(?:Validation Failed: (?:.*;)?\d+: )?this action would add \[\d+\] .*maximum\s.*shards open/s,
    meaning: 'hold',
  },
  // Blocks that are set for one index: closed (4), read-only (5), write (8). A full disk (12) blocks every index.
  {
    type: 'cluster_block_exception',
    reason: /^index \[[^\]]*\] blocked by: \[FORBIDDEN\/[458]\//,
    meaning: 'holdIndex',
  },
  { type: 'cluster_block_exception', meaning: 'hold' },
  { type: 'index_closed_exception', meaning: 'holdIndex' },
  { type: 'index_not_found_exception', meaning: 'hold' },
  // Two nodes have created the index at the same time.
  { type: 'resource_already_exists_exception', meaning: 'hold' },
  { type: 'routing_missing_exception', meaning: 'hold' },
  { type: 'illegal_argument_exception', reason: /^pipeline with id \[.*\] does not exist/, meaning: 'hold' },
  {
    type: 'illegal_argument_exception',
    reason: /^(?:\w+ )?pipeline \[.*\] can't change the target index/,
    meaning: 'hold',
  },
  // A collection of type TIMESERIES or VECTORSEARCH: all logs fail there until another one is used.
  { type: 'illegal_argument_exception', reason: /^document id is not supported/i, meaning: 'hold' },
  { type: 'illegal_argument_exception', reason: /^no write index is defined for alias/, meaning: 'hold' },
  {
    type: 'illegal_argument_exception',
    reason: /^alias \[.*\] has more than one ind(?:ex|ices) associated/i,
    meaning: 'hold',
  },
  { reason: /^(?:There are )?no ingest nodes in this cluster/, meaning: 'hold' },
  { type: 'illegal_argument_exception', reason: /Limit of (?:total|mapping|nested) /, meaning: 'reject' },
  { type: 'illegal_argument_exception', reason: /number of nested documents has exceeded/, meaning: 'reject' },
  { type: 'illegal_argument_exception', reason: /immense term/, meaning: 'reject' },
  {
    type: 'illegal_argument_exception',
    reason: /mapper \[.*\] (?:cannot be changed|of different type)/,
    meaning: 'reject',
  },
  { type: 'illegal_argument_exception', reason: /can't merge a non.object mapping/i, meaning: 'reject' },
  { type: 'illegal_argument_exception', reason: /field \[.*\] not present as part of path/, meaning: 'reject' },
  { type: 'illegal_argument_exception', reason: /data stream timestamp field \[.*\] is missing/, meaning: 'reject' },
  { type: 'mapper_parsing_exception', meaning: 'reject' },
  { type: 'document_parsing_exception', meaning: 'reject' },
  { type: 'strict_dynamic_mapping_exception', meaning: 'reject' },
  { type: 'action_request_validation_exception', meaning: 'reject' },
  { type: 'x_content_parse_exception', meaning: 'reject' },
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
  if (question === 'lookup' || (meaning !== 'reject' && meaning !== 'hold')) return meaning;
  const known = ERRORS.find(
    ({ type, reason }) =>
      (type === undefined || type === error.type) && (reason === undefined || reason.test(String(error.reason))),
  );
  if (meaning === 'hold') return known?.meaning === 'holdIndex' ? 'holdIndex' : 'hold';
  return known?.meaning ?? 'rejectUnknown';
}
