import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../shared/log/log.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';

/** Names of the three schema fields in a log's JSON. */
export interface FieldNames {
  readonly logType: string;
  readonly logId: string;
  readonly time: string;
}

/** A JSON object as it was read. */
export type Source = Readonly<Record<string, unknown>>;

/** A log whose `_id` was taken in `index`, as the item of the answer names it. */
export interface Conflict {
  readonly log: Log;
  readonly index: string;
  readonly id: string;
}

/** What it takes to look at what is stored. */
export interface SettleOptions {
  readonly call: CallSearch;
  readonly fields: FieldNames;
  readonly signal?: AbortSignal;
}

const NS_PER_MS = 1_000_000n;
/** The digits of a second past the third, which `Date.parse` drops. */
const BELOW_MS = /\.\d{3}(\d{1,6})/;

export function isRecord(value: unknown): value is Source {
  return typeof value === 'object' && value !== null;
}

/** The JSON object that a log's bytes hold. */
export function parseSource(log: Log): Source {
  return JSON.parse(log.data.toString()) as Source;
}

/**
 * Whether a stored document is the same log as ours, by the three schema fields. A field that is not to be had in
 * either of them says nothing against it.
 */
export function isSameLog(stored: Source, ours: Source, log: Log, fields: FieldNames): boolean {
  return [fields.logType, fields.logId, fields.time].every((field) => {
    const [theirs, mine] = [stored[field], ours[field]];
    if (theirs === undefined || mine === undefined || isDeepStrictEqual(theirs, mine)) return true;
    return field === fields.time && isSameInstant(theirs, log.timeNs);
  });
}

/**
 * An index may give a date back in another form (synthetic `_source`): the instant is what counts. Such a form has
 * milliseconds or, as it has more digits, all of them.
 */
function isSameInstant(stored: unknown, timeNs: bigint): boolean {
  if (typeof stored !== 'string' || Date.parse(stored) !== Number(timeNs / NS_PER_MS)) return false;
  const digits = BELOW_MS.exec(stored)?.[1];
  return digits === undefined || BigInt(digits.padEnd(6, '0')) === timeNs % NS_PER_MS;
}
