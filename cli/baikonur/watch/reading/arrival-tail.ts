import { PERIOD_MS, type Range, type Series } from '../../audit/figures.ts';
import type { ReadNewArrivals } from '../../aws/new-arrivals.ts';
import { RECENT_MS } from '../../status/read-facts.ts';
import { LOCAL_RATE_MS } from './stage-figures.ts';

/** Records that arrived on a stream. */
interface ArrivalCounts {
  /** In the last 15 minutes. */
  readonly recent: number;
  /** In the time that rates are of. */
  readonly justNow: number;
}

/** Arrivals on streams, counted as they come. */
export interface ArrivalTail {
  /** By names on AWS; empty for more streams than can be followed. */
  readonly counts: (streams: readonly string[], nowMs: number) => Promise<ReadonlyMap<string, ArrivalCounts>>;
  /** The periods of a stream, as far as it was followed. */
  readonly series: (stream: string, range: Range) => Promise<Series>;
}

/** Counts by the beginnings of spans. */
type Buckets = Map<number, number>;

interface Followed {
  readonly seconds: Buckets;
  readonly periods: Buckets;
}

const SECOND_MS = 1_000;
/** Each stream is asked at each reading. */
const MOST_STREAMS = 20;
/** How far back the first reading goes: the history is as long. */
const FOLLOWED_MS = 12 * PERIOD_MS;

/** Counts what arrives; it keeps numbers, not records. */
export function createArrivalTail(readNew: ReadNewArrivals): ArrivalTail {
  const followed = new Map<string, Followed>();
  const underWay = new Map<string, Promise<Followed>>();
  const read = (stream: string, nowMs: number): Promise<Followed> => {
    // Two readings at a time would count the same records.
    const reading = underWay.get(stream) ?? readOn(stream, nowMs).finally(() => underWay.delete(stream));
    underWay.set(stream, reading);
    return reading;
  };
  const readOn = async (stream: string, nowMs: number): Promise<Followed> => {
    const own = followed.get(stream) ?? { seconds: new Map(), periods: new Map() };
    followed.set(stream, own);
    for (const atMs of await readNew(stream, nowMs - FOLLOWED_MS)) {
      add(own.seconds, atMs - (atMs % SECOND_MS));
      add(own.periods, atMs - (atMs % PERIOD_MS));
    }
    forget(own.seconds, nowMs - RECENT_MS);
    forget(own.periods, nowMs - FOLLOWED_MS - PERIOD_MS);
    return own;
  };
  return {
    counts: async (streams, nowMs) => {
      if (streams.length > MOST_STREAMS) return new Map();
      const counts = streams.map(async (stream) => {
        const { seconds } = await read(stream, nowMs);
        return [stream, { recent: sumSince(seconds, 0), justNow: sumSince(seconds, nowMs - LOCAL_RATE_MS) }] as const;
      });
      return new Map(await Promise.all(counts));
    },
    series: async (stream, { fromMs, toMs }) => {
      const { periods } = await read(stream, toMs);
      const inRange = [...periods].filter(([atMs]) => atMs >= fromMs && atMs < toMs);
      return new Map(inRange.map(([atMs, sum]) => [atMs, { sum, max: 1 }]));
    },
  };
}

function add(buckets: Buckets, atMs: number): void {
  buckets.set(atMs, (buckets.get(atMs) ?? 0) + 1);
}

function forget(buckets: Buckets, beforeMs: number): void {
  for (const atMs of buckets.keys()) if (atMs < beforeMs) buckets.delete(atMs);
}

function sumSince(buckets: Buckets, fromMs: number): number {
  let sum = 0;
  for (const [atMs, count] of buckets) if (atMs >= fromMs) sum += count;
  return sum;
}
