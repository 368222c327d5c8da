import { isJsonObject, type JsonObject } from '../../shared/log/json-object.ts';
import { isExactNumber } from '../../shared/search/exact-json.ts';

/** A text that begins as an ISO 8601 date and time. */
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
/** Seconds to nanoseconds since the epoch, of this century. */
const EPOCH = /^1\d{9}(?:\d{3}){0,3}$/;

/** The values at one position. */
interface Pair {
  readonly stored: unknown;
  readonly expected: unknown;
  /** The value of the log as it was sent; `undefined` where it has none. */
  readonly sent: unknown;
}

/**
 * The first position at which a stored document differs from the expected one. A member that only one of them has is a
 * difference; the order of members is none. Exact numbers are compared by their source text.
 * @param sent the log as it was sent, where an ingest pipeline has made the expected document of it: a time that the
 * pipeline has added is different each time, and is no difference.
 * @returns the keys and positions that lead there; `undefined` where both are the same.
 */
export function findDifference(stored: unknown, expected: unknown, sent: unknown = expected): string | undefined {
  return search({ stored, expected, sent }, '');
}

function search({ stored, expected, sent }: Pair, path: string): string | undefined {
  if (isContainer(stored) && isContainer(expected) && Array.isArray(stored) === Array.isArray(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(stored)])) {
      const inner = join(path, key);
      if (Object.hasOwn(stored, key) !== Object.hasOwn(expected, key)) return inner;
      const pair = { stored: stored[key], expected: expected[key], sent: memberOf(sent, key) };
      const found = search(pair, inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isSameScalar(stored, expected)) return undefined;
  const isAddedTime = sent === undefined && isTime(stored) && isTime(expected);
  return isAddedTime ? undefined : path;
}

/** An object or an array, whose keys are its positions. */
function isContainer(value: unknown): value is JsonObject {
  return (isJsonObject(value) && !isExactNumber(value)) || Array.isArray(value);
}

function memberOf(container: unknown, key: string): unknown {
  return isContainer(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function isSameScalar(a: unknown, b: unknown): boolean {
  return isExactNumber(a) && isExactNumber(b) ? a.rawJSON === b.rawJSON : a === b;
}

function isTime(value: unknown): boolean {
  if (typeof value === 'string') return DATE_TIME.test(value);
  return EPOCH.test(isExactNumber(value) ? value.rawJSON : String(value));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
