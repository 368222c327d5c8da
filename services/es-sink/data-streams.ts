import { chunkRecords } from '../../shared/delivery/chunk-records.ts';
import { cutErrorText } from '../../shared/errors/error-text.ts';
import { isJsonObject } from '../../shared/log/json-object.ts';
import type { Log } from '../../shared/log/log.ts';
import { type DeliverContext, type Outcome, retryable } from '../../shared/pipeline/outcome.ts';
import { describeAnswer } from '../../shared/search/search-failure.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { streamsOfBackingIndex } from '../../shared/search/stream-name.ts';
import { meaningOf } from './answer.ts';
import { type Earlier, findEarlier, type StreamItem } from './find-earlier.ts';
import { at } from './lookup.ts';

/** The next step of a log. */
type StreamVerdict =
  | { readonly status: 'write' }
  /** An earlier backing index has the id. */
  | { readonly status: 'exists'; readonly index: string }
  | { readonly status: 'settled'; readonly outcome: Outcome };

/** Looks at the data streams before their logs are written. @returns a verdict for each log, in order. */
export type InspectStreams = (
  items: readonly StreamItem[],
  context: Pick<DeliverContext, 'signal'>,
) => Promise<readonly StreamVerdict[]>;

/** A data stream as the engine has it, or why nothing can be written to it now. */
type StreamState =
  /** `turnedAtMs`: when its newest backing index was made; absent: it has had no other. */
  { readonly status: 'stream'; readonly turnedAtMs?: number } | { readonly status: 'held'; readonly outcome: Outcome };

const WRITE: StreamVerdict = { status: 'write' };
/** Names of one request, and their bytes in its path: the first line of a request has at most 4,096. */
const NAMES_PER_CALL = { maxRecords: 16, maxCallBytes: 3_000 };
const MAX_LIST_BYTES = 4 * 1024 * 1024;
/** The clocks of Kinesis and of the engine may differ. */
const CLOCK_SKEW_MS = 60_000;
const TEMPLATE_MISSING = /no matching index template/;

/**
 * Builds the look at data streams. `create` refuses an id only within the newest backing index, so a log that arrived
 * before that was made may be in an earlier one: those are searched for it. A stream that does not exist is made first,
 * which fails where its template is missing: a bulk request would make a plain index instead.
 */
export function createInspectStreams(call: CallSearch): InspectStreams {
  return async (items, { signal }) => {
    const states = await readStates([...new Set(items.map(({ stream }) => stream))], call, signal);
    const maybeEarlier = items.filter(({ log, stream }) => isOlder(log, states.get(stream)));
    const earlier = await findEarlier(maybeEarlier, call, signal);
    return items.map((item) => judge(item, states.get(item.stream), earlier));
  };
}

function isOlder({ arrivedAtMs }: Log, state: StreamState | undefined): boolean {
  if (state?.status !== 'stream' || state.turnedAtMs === undefined) return false;
  return arrivedAtMs <= state.turnedAtMs + CLOCK_SKEW_MS;
}

function judge({ log, stream }: StreamItem, state: StreamState | undefined, earlier: Earlier): StreamVerdict {
  if (state?.status === 'held') return { status: 'settled', outcome: state.outcome };
  const failure = earlier.failures.get(log);
  if (failure !== undefined) return { status: 'settled', outcome: hold(`${stream}: ${failure}`) };
  const index = earlier.indices.get(log);
  return index === undefined ? WRITE : { status: 'exists', index };
}

async function readStates(
  names: readonly string[],
  call: CallSearch,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StreamState>> {
  const states = new Map<string, StreamState>();
  const sizes = names.map((name) => encodeURIComponent(name).length + 1);
  let start = 0;
  for (const end of chunkRecords(sizes, NAMES_PER_CALL)) {
    const some = names.slice(start, end);
    start = end;
    const found = await listIndices(some, call, signal);
    for (const name of some) {
      const state = typeof found === 'string' ? held(found) : stateOf(name, found);
      states.set(name, state ?? (await makeStream(name, call, signal)));
    }
  }
  return states;
}

/** When each index behind the names was made; a sentence where the engine does not say. */
async function listIndices(
  names: readonly string[],
  call: CallSearch,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number> | string> {
  const path = `/${names.map(encodeURIComponent).join()}/_settings/index.creation_date`;
  const query = { flat_settings: 'true', ignore_unavailable: 'true', expand_wildcards: 'all' };
  const answer = await call({ method: 'GET', path, query, exact: { maxBytes: MAX_LIST_BYTES }, signal });
  if (answer.status === 'answered' && answer.httpStatus === 404) return new Map();
  const isRead = answer.status === 'answered' && meaningOf('lookup', answer.httpStatus) === 'ok';
  if (!isRead || !isJsonObject(answer.body)) return describeAnswer(answer, `GET ${path}`);
  return new Map(
    Object.entries(answer.body).map(([name, index]) => [name, Number(at(index, 'settings', 'index.creation_date'))]),
  );
}

function stateOf(name: string, indices: ReadonlyMap<string, number>): StreamState | undefined {
  const madeAtMs = [...indices].flatMap(([index, ms]) => (streamsOfBackingIndex(index).includes(name) ? [ms] : []));
  if (madeAtMs.length === 0) {
    return indices.has(name) ? held(`${name} is a plain index, and ES_TARGET is data_stream`) : undefined;
  }
  return madeAtMs.length === 1 ? { status: 'stream' } : { status: 'stream', turnedAtMs: Math.max(...madeAtMs) };
}

/** An engine that does not let this role make it, or has no such call, makes it with the first document. */
async function makeStream(name: string, call: CallSearch, signal: AbortSignal): Promise<StreamState> {
  const path = `/_data_stream/${encodeURIComponent(name)}`;
  const answer = await call({ method: 'PUT', path, signal });
  const text = describeAnswer(answer, `PUT ${path}`);
  if (TEMPLATE_MISSING.test(text)) {
    return held(`${text}: baikonur es install-template makes the template of data streams`);
  }
  const isTransient = answer.status === 'failed' || answer.httpStatus === 429 || answer.httpStatus >= 500;
  return isTransient ? held(text) : { status: 'stream' };
}

function held(error: string): StreamState {
  return { status: 'held', outcome: hold(error) };
}

function hold(error: string): Outcome {
  return retryable('destination', cutErrorText(error));
}
