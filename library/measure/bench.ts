import { deaggregateSync, aggregate as otherAggregate } from 'aws-kinesis-agg';
import { aggregate, deaggregate } from '../src/kpl.ts';
import { recordOf } from '../testing/events.ts';

/** One row: CPU time of a record of the shape, median of the rounds. */
export interface BenchRow {
  readonly work: 'deaggregate' | 'aggregate';
  /** User records in a record, and bytes of each. */
  readonly users: number;
  readonly bytes: number;
  readonly ownMicros: number;
  readonly otherMicros: number;
  /** Median of the ratios of the rounds: each round runs both, one after the other. */
  readonly ratio: number;
}

const SHAPES: readonly (readonly [users: number, bytes: number])[] = [
  [10, 1000],
  [100, 500],
  [500, 100],
  [1000, 1000],
];
const MIN_ROUND_MICROS = 30_000;

/** Measures both libraries on the same records, in turn. @param rounds of each row. */
export async function bench(rounds: number): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [users, bytes] of SHAPES) {
    const given = Array.from({ length: users }, (_, n) => ({
      partitionKey: `key-${n % 50}`,
      data: Buffer.alloc(bytes, n),
    }));
    const [packed] = aggregate(given, { maxBytes: 10_000_000 });
    const payload = recordOf(packed?.data ?? '', '1').kinesis;
    const ways = {
      deaggregate: [async () => readOwn(payload.data), async () => readOther(payload)],
      aggregate: [async () => writeOwn(given), async () => writeOther(given)],
    } as const;
    for (const work of ['deaggregate', 'aggregate'] as const) {
      rows.push({ work, users, bytes, ...(await measurePair(ways[work][0], ways[work][1], rounds)) });
    }
  }
  return rows;
}

type Work = () => Promise<number>;

async function measurePair(own: Work, other: Work, rounds: number) {
  const times = await timesFor(other);
  const pairs: (readonly [own: number, other: number])[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const pair = [await microsOf(own, times), await microsOf(other, times)] as const;
    if (round > 0) pairs.push(pair);
  }
  return {
    ownMicros: median(pairs.map(([mine]) => mine)),
    otherMicros: median(pairs.map(([, theirs]) => theirs)),
    ratio: median(pairs.map(([mine, theirs]) => theirs / mine)),
  };
}

/** So many calls that a round is longer than what the clock of CPU time can tell. */
async function timesFor(work: Work): Promise<number> {
  let times = 1;
  while ((await microsOf(work, times)) * times < MIN_ROUND_MICROS) times *= 2;
  return times;
}

async function microsOf(work: Work, times: number): Promise<number> {
  const before = process.cpuUsage();
  let sum = 0;
  for (let time = 0; time < times; time++) sum += await work();
  const { user, system } = process.cpuUsage(before);
  if (sum === 0) throw new Error('nothing was done');
  return (user + system) / times;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >>> 1] ?? Number.NaN;
}

/** @returns bytes of all data, as each of these. */
function readOwn(base64: string): number {
  const result = deaggregate(Buffer.from(base64, 'base64'));
  return result.status === 'aggregate' ? result.records.reduce((sum, { data }) => sum + data.length, 0) : 0;
}

/** It gives the data as base64, which every user decodes. */
function readOther(payload: ReturnType<typeof recordOf>['kinesis']): number {
  let sum = 0;
  // It reads no more of the payload than these fields.
  deaggregateSync(payload as Parameters<typeof deaggregateSync>[0], true, (_error, users = []) => {
    for (const { data } of users) sum += Buffer.from(data, 'base64').length;
  });
  return sum;
}

function writeOwn(given: readonly { readonly partitionKey: string; readonly data: Buffer }[]): number {
  let sum = 0;
  for (const { data } of aggregate(given, { maxBytes: 1_000_000 })) sum += data.length;
  return sum;
}

function writeOther(given: readonly { readonly partitionKey: string; readonly data: Buffer }[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let sum = 0;
    const keep = ({ data }: { readonly data: Buffer }, next: () => void): void => {
      sum += data.length;
      next();
    };
    otherAggregate([...given], keep, () => resolve(sum), reject);
  });
}
