import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import type { OperatorOptions } from '../operator/operate.ts';
import { fixRange, type RangeOptions, type TimeRange } from '../operator/time-range.ts';
import { compileWhere, type Where } from '../replay/where.ts';
import { type Shell, UsageError } from '../shell.ts';

/** Options of `baikonur find`, as the option parser made them. */
export interface FindOptions extends OperatorOptions, RangeOptions {
  readonly type?: string;
  readonly where?: readonly string[];
  readonly inFlight?: boolean;
  readonly all?: boolean;
  readonly limit: number;
  readonly maxObjects: number;
  readonly maxGib: number;
  readonly concurrency: number;
}

/** Which logs are looked for, where, and how much is read for it. */
export interface FindQuery {
  /** A log id, or the identity of an entry; absent: `where` alone says which logs. */
  readonly id?: string;
  readonly where: Where;
  /** NAME, PREFIX* or *. */
  readonly type: string;
  /** Of logs' times in the archive, of arrivals in streams, of writing for dead letters. */
  readonly range: TimeRange;
  /** Whether the range has an end that was asked for. */
  readonly hasEnd: boolean;
  /** Whether streams are read, too. */
  readonly inFlight: boolean;
  /** Whether a part is read to its end although the log was found in it. */
  readonly all: boolean;
  /** Most places. */
  readonly limit: number;
  /** Most objects that are opened, and most bytes that are read, of all parts together. */
  readonly maxObjects: number;
  readonly maxBytes: number;
  /** Requests at a time. */
  readonly concurrency: number;
}

/** Caps of a search that names none. */
export const DEFAULT_CAPS = { limit: 100, maxObjects: 20_000, maxGib: 10 } as const;

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
/** As the longest log id: identities are shorter. */
const MAX_ID_BYTES = 512;

/** Reads the command line. @throws {UsageError} naming what is missing or wrong. */
export function toQuery(id: string | undefined, options: FindOptions, shell: Shell): FindQuery {
  const { type = '*', where = [], inFlight = false, all = false, limit, maxObjects, maxGib, concurrency } = options;
  if (id === undefined && where.length === 0) {
    throw new UsageError(['expected the id of a log, or --where <path=value>']);
  }
  if (id?.trim() === '') throw new UsageError(['expected the id of a log, got an empty one']);
  if (id !== undefined && Buffer.byteLength(id) > MAX_ID_BYTES) {
    throw new UsageError([`expected an id of at most ${MAX_ID_BYTES} bytes, got ${Buffer.byteLength(id)}`]);
  }
  // Each day of the range is listed.
  if (options.since === 'start') throw new UsageError(['--since: expected a duration or a time, got "start"']);
  if (!isTypePattern(type)) throw new UsageError([`--type: expected NAME, PREFIX* or *, got ${JSON.stringify(type)}`]);
  return {
    ...(id !== undefined && { id }),
    where: compileWhere(where),
    ...{ type, inFlight, all, limit, maxObjects, concurrency },
    range: fixRange(options, shell, DAY_MS),
    hasEnd: options.until !== undefined,
    maxBytes: maxGib * GIB,
  };
}
