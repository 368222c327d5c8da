import { createHash } from 'node:crypto';
import { periodStart } from '../log/timestamp/period.ts';
import { epochMsOf, utcText } from '../log/timestamp/utc-text.ts';
import { encodeWtf8 } from '../log/wtf8.ts';

export const INDEX_INTERVALS = ['day', 'month', 'none'] as const;

/** How much time one index holds. */
export type IndexInterval = (typeof INDEX_INTERVALS)[number];

/** How indices are called. */
export interface IndexNaming {
  /** Legal in an index name, without a `-` at its end; empty: names begin with the log type. */
  readonly prefix: string;
  readonly interval: IndexInterval;
}

/**
 * Bytes of an index name.
 * @see https://www.elastic.co/guide/en/elasticsearch/reference/8.19/indices-create-index.html
 */
const MAX_NAME_BYTES = 255;
const HASH_LENGTH = 8;
const DATE_LENGTH = 8;

/** Lower-case ASCII that may stand anywhere in a name; what else the engines take differs between them. */
const ILLEGAL = /[^a-z0-9!$%&'().;=@[\]^_`{}~-]/gu;
const ILLEGAL_START = /^[^a-z0-9]+/;
const LOOKS_HASHED = /-[0-9a-f]{8}$/;

const NS_PER_DAY = 86_400_000_000_000n;

/** What an index name depends on. */
export interface IndexKey {
  readonly logType: string;
  readonly timeNs: bigint;
}

/** What is known of a type: its names by the start of the day, and the day that was asked for last. */
interface TypeNames {
  readonly base: string;
  readonly byDay: Map<bigint, string>;
  startNs: bigint;
  endNs: bigint;
  name: string;
}

/** Whether a prefix can begin an index name as it stands, before a `-`. */
export function isLegalPrefix(prefix: string): boolean {
  return isLegalStem(prefix) && !prefix.endsWith('-') && prefix.length <= 100;
}

/** Whether a text can begin an index name as it stands. */
export function isLegalStem(text: string): boolean {
  return text.replace(ILLEGAL, '-') === text && !ILLEGAL_START.test(text);
}

/**
 * Names the index of a log: `<prefix>-<log type>-YYYYMMDD` by the log's own UTC date. Each name is computed once per
 * type and day; make one namer a batch, so that it forgets.
 */
export function createIndexNamer(naming: IndexNaming): (log: IndexKey) => string {
  const types = new Map<string, TypeNames>();
  return ({ logType, timeNs }) => {
    let type = types.get(logType);
    if (type === undefined) {
      type = { base: indexBase(logType, naming), byDay: new Map(), startNs: 0n, endNs: 0n, name: '' };
      types.set(logType, type);
    }
    // A type's logs mostly share their day: only a change costs a division.
    if (timeNs < type.startNs || timeNs >= type.endNs) turnTo(type, periodStart(timeNs, NS_PER_DAY), naming.interval);
    return type.name;
  };
}

/** What stands before the date in the names of a type's indices, the `-` between them included. */
export function indexBase(logType: string, { prefix, interval }: IndexNaming): string {
  const start = prefix === '' ? '' : `${prefix}-`;
  const room = MAX_NAME_BYTES - start.length - (interval === 'none' ? 0 : DATE_LENGTH + 1);
  return `${start}${indexStem(logType, room)}${interval === 'none' ? '' : '-'}`;
}

/**
 * The log type as it stands in an index name. A type that is legal stays as it is; any other is made so and gets
 * `-<8 hex of its sha256>`, as does one that already ends like that, so that two types never share an index.
 * @param maxBytes what the rest of the name leaves, of 255.
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

function turnTo(type: TypeNames, startNs: bigint, interval: IndexInterval): void {
  const name = type.byDay.get(startNs) ?? `${type.base}${dateText(startNs, interval)}`;
  type.byDay.set(startNs, name);
  Object.assign(type, { name, startNs, endNs: startNs + NS_PER_DAY });
}

function dateText(startNs: bigint, interval: IndexInterval): string {
  if (interval === 'none') return '';
  const date = utcText(epochMsOf(startNs)).replaceAll('-', '').slice(0, DATE_LENGTH);
  return interval === 'month' ? date.slice(0, 6) : date;
}
