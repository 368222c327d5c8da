import { createHash } from 'node:crypto';
import { periodStart } from '../log/timestamp/period.ts';
import { epochMsOf, utcText } from '../log/timestamp/utc-text.ts';
import { encodeWtf8 } from '../log/wtf8.ts';

export const INDEX_INTERVALS = ['day', 'month', 'none'] as const;

/** How much time one index covers. */
export type IndexInterval = (typeof INDEX_INTERVALS)[number];

/** Settings of index names. */
export interface IndexNaming {
  /** Legal in an index name, not ending in `-`; empty: names begin with the log type. */
  readonly prefix: string;
  readonly interval: IndexInterval;
  /** Bytes that the engine adds to a name; absent: none. */
  readonly addedBytes?: number;
}

/**
 * Longest index name, bytes.
 * @see https://www.elastic.co/guide/en/elasticsearch/reference/8.19/indices-create-index.html
 */
const MAX_NAME_BYTES = 255;
const HASH_LENGTH = 8;
const DATE_LENGTH = 8;

/** Anything but the lower-case ASCII that all engines allow anywhere in a name. */
const ILLEGAL = /[^a-z0-9!$%&'().;=@[\]^_`{}~-]/gu;
const ILLEGAL_START = /^[^a-z0-9]+/;
const LOOKS_HASHED = /-[0-9a-f]{8}$/;

const NS_PER_DAY = 86_400_000_000_000n;

/** The part of a log that its index name depends on. */
export interface IndexKey {
  readonly logType: string;
  readonly timeNs: bigint;
}

/** Cached names of a type by the start of the day, and the last day that was asked for. */
interface TypeNames {
  readonly base: string;
  readonly byDay: Map<bigint, string>;
  startNs: bigint;
  endNs: bigint;
  name: string;
}

/** Whether a prefix can begin an index name unchanged, before a `-`. */
export function isLegalPrefix(prefix: string): boolean {
  return isLegalStem(prefix) && !prefix.endsWith('-') && prefix.length <= 100;
}

/** Whether a text can begin an index name unchanged. */
export function isLegalStem(text: string): boolean {
  return text.replace(ILLEGAL, '-') === text && !ILLEGAL_START.test(text);
}

/**
 * Names the index of a log: `<prefix>-<log type>-YYYYMMDD` by the log's own UTC date. Each name is calculated once per
 * type and day. Create a namer for each batch, so that its cache stays small.
 */
export function createIndexNamer(naming: IndexNaming): (log: IndexKey) => string {
  const types = new Map<string, TypeNames>();
  return ({ logType, timeNs }) => {
    let type = types.get(logType);
    if (type === undefined) {
      type = { base: indexBase(logType, naming), byDay: new Map(), startNs: 0n, endNs: 0n, name: '' };
      types.set(logType, type);
    }
    // A type's logs mostly share a day: the division is done only when it changes.
    if (timeNs < type.startNs || timeNs >= type.endNs)
      selectDay(type, periodStart(timeNs, NS_PER_DAY), naming.interval);
    return type.name;
  };
}

/** The part before the date in the names of a type's indices, with the `-` at its end. */
export function indexBase(logType: string, { prefix, interval, addedBytes = 0 }: IndexNaming): string {
  const start = prefix === '' ? '' : `${prefix}-`;
  const room = MAX_NAME_BYTES - addedBytes - start.length - (interval === 'none' ? 0 : DATE_LENGTH + 1);
  return `${start}${indexStem(logType, room)}${interval === 'none' ? '' : '-'}`;
}

/**
 * The log type in an index name. A legal type is used unchanged. Any other is made legal, and `-<8 hex of its sha256>`
 * is appended. A type that already ends like that gets the digits as well, so that two types never share an index.
 * @param maxBytes bytes that the rest of the name leaves, of 255.
 */
export function indexStem(logType: string, maxBytes: number): string {
  const legal = logType
    .toLowerCase()
    .replace(ILLEGAL, '-')
    .replace(ILLEGAL_START, (start) => 'x'.repeat(start.length));
  if (legal === logType && legal.length <= maxBytes && !LOOKS_HASHED.test(legal)) return legal;
  const hash = createHash('sha256').update(encodeWtf8(logType)).digest('hex').slice(0, HASH_LENGTH);
  return `${legal.slice(0, maxBytes - HASH_LENGTH - 1)}-${hash}`;
}

function selectDay(type: TypeNames, startNs: bigint, interval: IndexInterval): void {
  const name = type.byDay.get(startNs) ?? `${type.base}${dateText(startNs, interval)}`;
  type.byDay.set(startNs, name);
  Object.assign(type, { name, startNs, endNs: startNs + NS_PER_DAY });
}

function dateText(startNs: bigint, interval: IndexInterval): string {
  if (interval === 'none') return '';
  const date = utcText(epochMsOf(startNs)).replaceAll('-', '').slice(0, DATE_LENGTH);
  return interval === 'month' ? date.slice(0, 6) : date;
}
