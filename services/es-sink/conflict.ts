import type { FieldNames, ReadFields } from '../../shared/log/decode/fields.ts';
import type { JsonObject } from '../../shared/log/json-object.ts';
import type { Log } from '../../shared/log/log.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { findDifference } from './find-difference.ts';

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

/**
 * Whether the three schema fields of two documents are the same. It decides where an index does not keep the documents
 * as they were sent. A field that one of them does not have is a difference.
 */
export function hasSameFields(stored: Source, ours: Source, log: Log, readFields: ReadFields): boolean {
  const [theirs, mine] = [readFields(stored), readFields(ours)];
  return (
    findDifference(theirs.logType, mine.logType) === undefined &&
    findDifference(theirs.logId, mine.logId) === undefined &&
    (findDifference(theirs.time, mine.time) === undefined || isSameInstant(theirs.time, log.timeNs))
  );
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
