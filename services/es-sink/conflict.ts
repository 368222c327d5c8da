import { isDeepStrictEqual } from 'node:util';
import type { FieldNames, ReadFields } from '../../shared/log/decode/fields.ts';
import type { JsonObject } from '../../shared/log/json-object.ts';
import type { Log } from '../../shared/log/log.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';

/** A document's source. */
export type Source = JsonObject;

/** A log whose `_id` exists. */
export interface Conflict {
  readonly log: Log;
  /** The index, as the item of the answer names it. */
  readonly index: string;
  /** The name that was sent: the index, or an alias of it. */
  readonly name: string;
  readonly id: string;
}

/** Needed to look at stored documents. */
export interface SettleOptions {
  readonly call: CallSearch;
  readonly fields: FieldNames;
  readonly signal?: AbortSignal;
}

const NS_PER_MS = 1_000_000n;
/** The digits of a second after the third, which `Date.parse` drops. */
const BELOW_MS = /\.\d{3}(\d{1,6})/;

/** The JSON object that a log's bytes hold. */
export function parseSource(log: Log): Source {
  return JSON.parse(log.data.toString()) as Source;
}

/**
 * Whether a stored document is the same log as ours, by the three schema fields. A field that one of them does not
 * have is not compared.
 */
export function isSameLog(stored: Source, ours: Source, log: Log, readFields: ReadFields): boolean {
  const [theirs, mine] = [readFields(stored), readFields(ours)];
  return (
    isSameValue(theirs.logType, mine.logType) &&
    isSameValue(theirs.logId, mine.logId) &&
    (isSameValue(theirs.time, mine.time) || isSameInstant(theirs.time, log.timeNs))
  );
}

function isSameValue(theirs: unknown, mine: unknown): boolean {
  return theirs === undefined || mine === undefined || isDeepStrictEqual(theirs, mine);
}

/**
 * An index may return a date in another form (synthetic `_source`), so instants are compared. Such a form has
 * milliseconds, or all digits.
 */
function isSameInstant(stored: unknown, timeNs: bigint): boolean {
  if (typeof stored !== 'string' || Date.parse(stored) !== Number(timeNs / NS_PER_MS)) return false;
  const digits = BELOW_MS.exec(stored)?.[1];
  return digits === undefined || BigInt(digits.padEnd(6, '0')) === timeNs % NS_PER_MS;
}
