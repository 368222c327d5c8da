import { isJsonObject } from '../../shared/log/json-object.ts';
import type { DeliverContext } from '../../shared/pipeline/outcome.ts';
import type { IndexNaming } from '../../shared/search/index-name.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { streamOfBackingIndex, streamsOfBackingIndex } from '../../shared/search/stream-name.ts';
import { meaningOf } from './answer.ts';
import { at } from './lookup.ts';
import { type ExistingIndex, type NewIndexCaps, refuseNewIndices } from './new-indices.ts';

/** Decides which of the named indices may not be made. @returns the refused ones, each with a sentence. */
export type AdmitIndices = (
  names: Iterable<string>,
  context: Pick<DeliverContext, 'now' | 'signal'>,
) => Promise<ReadonlyMap<string, string>>;

/** Options of {@link createAdmitIndices}. */
export interface AdmitOptions {
  readonly call: CallSearch;
  readonly naming: IndexNaming;
  readonly caps: NewIndexCaps;
  /** Receives the number of indices that were refused. */
  readonly countRefusedIndices: (indices: number) => void;
}

const NONE_REFUSED: ReadonlyMap<string, string> = new Map();
/** About 30,000 indices. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const LIST_TIMEOUT_MS = 5_000;
/** After a listing that failed: known indices must not wait for the next one. */
const PAUSE_MS = 60_000;
/** Names that a process remembers; then it asks again. */
const MAX_KNOWN_NAMES = 20_000;

/**
 * Caps new indices. The engine itself is the memory: it knows when each index was created, whichever function did it.
 * It is asked only when a name comes up that this process does not know: at a cold start, at midnight, and for what is
 * new. While it does not answer within 5 s, or where this role may not ask, no index is refused for a minute: known ones
 * must never wait.
 */
export function createAdmitIndices({ call, naming, caps, countRefusedIndices }: AdmitOptions): AdmitIndices {
  const known = new Set<string>();
  let askAtMs = 0;
  return async (names, { now, signal }) => {
    const unknown = [...names].filter((name) => !known.has(name));
    if (unknown.length === 0 || now() < askAtMs) return NONE_REFUSED;
    const existing = await listIndices(call, naming.prefix, signal);
    if (existing === undefined) {
      askAtMs = now() + PAUSE_MS;
      return NONE_REFUSED;
    }
    const taken = new Set([...existing.indices.map(({ name }) => name), ...existing.otherNames]);
    const wanted = unknown.filter((name) => !taken.has(name));
    const refused = refuseNewIndices(wanted, existing.indices, { caps, interval: naming.interval, nowMs: now() });
    if (known.size + unknown.length > MAX_KNOWN_NAMES) known.clear();
    for (const name of unknown.slice(0, MAX_KNOWN_NAMES)) if (!refused.has(name)) known.add(name);
    if (refused.size > 0) countRefusedIndices(refused.size);
    return refused;
  };
}

interface Listing {
  readonly indices: readonly ExistingIndex[];
  /** Names that are taken as well: aliases, and data streams whose own names end in a date. */
  readonly otherNames: readonly string[];
}

/** The indices and aliases whose names begin with the prefix; `undefined` where the engine does not list them. */
async function listIndices(call: CallSearch, prefix: string, outer: AbortSignal): Promise<Listing | undefined> {
  const pattern = prefix === '' ? '*' : `${encodeURIComponent(prefix)}-*`;
  const exact = { maxBytes: MAX_LIST_BYTES };
  const signal = AbortSignal.any([outer, AbortSignal.timeout(LIST_TIMEOUT_MS)]);
  const settings = { method: 'GET', path: `/${pattern}/_settings/index.creation_date`, exact, signal } as const;
  const query = { flat_settings: 'true', expand_wildcards: 'open,closed' };
  const [indices, aliases] = await Promise.all([
    call({ ...settings, query }),
    call({ method: 'GET', path: `/_alias/${pattern}`, exact, signal }),
  ]);
  const [found, named] = [bodyOf(indices), bodyOf(aliases)];
  if (found === undefined || named === undefined) return undefined;
  return {
    indices: firstOfEach(
      Object.entries(found).map(([name, settingsOf]) => ({
        name: streamOfBackingIndex(name) ?? name,
        createdAtMs: Number(at(settingsOf, 'settings', 'index.creation_date')),
      })),
    ),
    otherNames: [
      ...Object.values(named).flatMap((index) => Object.keys(toObject(at(index, 'aliases')))),
      ...Object.keys(found).flatMap(streamsOfBackingIndex),
    ],
  };
}

/** A data stream is as old as the first of its backing indices. */
function firstOfEach(indices: readonly ExistingIndex[]): readonly ExistingIndex[] {
  const byName = Map.groupBy(indices, ({ name }) => name);
  return [...byName].map(([name, all]) => ({ name, createdAtMs: Math.min(...all.map((one) => one.createdAtMs)) }));
}

/** The answer's object; empty where the engine has nothing of the name. */
function bodyOf(answer: SearchAnswer): Readonly<Record<string, unknown>> | undefined {
  if (answer.status === 'failed') return undefined;
  if (answer.httpStatus === 404) return {};
  return meaningOf('lookup', answer.httpStatus) === 'ok' && isJsonObject(answer.body) ? answer.body : undefined;
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}
