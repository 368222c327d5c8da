import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { type MetricQuery, queryMetrics } from '../aws/query-metrics.ts';
import type { TimeRange } from '../operator/time-range.ts';
import { CommandError, UsageError } from '../shell.ts';
import type { FlowRates } from './flow-rates.ts';
import { shardsFor } from './stream-items.ts';
import type { Load } from './workload.ts';

/** An hour of a stream. */
interface Hour {
  /** ISO 8601. */
  readonly at: string;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
}

/** The traffic of a stream as CloudWatch counted it. */
export interface MeasuredStream {
  /** `stream router`, `firehose partner`. */
  readonly subject: string;
  /** Hours of the range for which CloudWatch has figures. */
  readonly hours: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly busiest: Hour & { readonly shardsNeeded?: number };
}

/** The traffic of a stage in a range of time. */
export interface Measurement {
  readonly from: string;
  readonly until: string;
  readonly streams: readonly MeasuredStream[];
  /** Streams without figures: they count as idle. */
  readonly notMeasured: readonly string[];
}

/** A stream or delivery stream, and how CloudWatch names it. */
interface Source {
  readonly kind: 'kinesis' | 'firehose';
  readonly name: string;
  readonly subject: string;
  readonly readers: number;
}

type Point = readonly [atMs: number, value: number];

const HOUR_MS = 3_600_000;
const PERIOD = /^(\d{1,4})([hd])$/;
/** CloudWatch keeps sums of an hour for 455 days; beyond a month the past says little. */
const MAX_HOURS = 31 * 24;

/**
 * The last whole hours of `--measure`.
 * @throws {UsageError}
 */
export function readPeriod(text: string, nowMs: number): TimeRange {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (!(hours >= 1 && hours <= MAX_HOURS)) {
    throw new UsageError([`--measure: expected 1h to 31d, such as 7d, got ${JSON.stringify(text)}`]);
  }
  const toMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  return { fromMs: toMs - hours * HOUR_MS, toMs };
}

/**
 * The traffic of each stream, by hours.
 * @throws {CommandError} where CloudWatch has nothing of any of them.
 */
export async function measure(topology: Topology, cloudWatch: CloudWatchClient, range: TimeRange): Promise<Measured> {
  const sources = sourcesOf(topology);
  const series = await queryMetrics(cloudWatch, sources.flatMap(queriesOf), { ...range, periodSeconds: 3600 });
  const found = sources.flatMap((source, index) => {
    const [records = [], bytes = []] = series.slice(2 * index, 2 * index + 2);
    return records.length === 0 ? [] : [{ source, records, bytes }];
  });
  if (found.length === 0) {
    throw new CommandError(
      `CloudWatch has no figures of the streams of stage ${topology.stage} in this time: is it deployed, and did logs arrive? (A local AWS makes none.)`,
    );
  }
  const seconds = (range.toMs - range.fromMs) / 1000;
  const loads = new Map(found.map(({ source, records, bytes }) => [keyOf(source), loadOf(records, bytes, seconds)]));
  return {
    rates: ratesOf(loads),
    measurement: {
      from: new Date(range.fromMs).toISOString(),
      until: new Date(range.toMs).toISOString(),
      streams: found.map((one) => toMeasured(one, seconds)),
      notMeasured: sources.filter((source) => !loads.has(keyOf(source))).map(({ subject }) => subject),
    },
  };
}

/** A measurement, and what follows from it for a plan. */
interface Measured {
  readonly measurement: Measurement;
  readonly rates: FlowRates;
}

function sourcesOf({ streams, deliveryStreams, functions }: Topology): readonly Source[] {
  return [
    ...streams.map(({ key, name }) => ({
      ...{ kind: 'kinesis' as const, name, subject: `stream ${key}` },
      readers: functions.filter(({ source }) => source.name === name).length,
    })),
    ...deliveryStreams.map(({ key, name }) => ({
      ...{ kind: 'firehose' as const, name, subject: `firehose ${key}`, readers: 0 },
    })),
  ];
}

/** @see docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
function queriesOf({ kind, name }: Source): readonly MetricQuery[] {
  const [namespace, dimension] =
    kind === 'kinesis' ? ['AWS/Kinesis', 'StreamName'] : (['AWS/Firehose', 'DeliveryStreamName'] as const);
  return ['IncomingRecords', 'IncomingBytes'].map((metric) => ({
    ...{ namespace, metric, dimensions: { [dimension]: name }, statistic: 'Sum' as const },
  }));
}

function keyOf({ kind, name }: Pick<Source, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

/** The mean over all of the range: in hours without a figure nothing arrived. */
function loadOf(records: readonly Point[], bytes: readonly Point[], seconds: number): Load {
  const [count, size] = [sum(records), sum(bytes)];
  return { logsPerSecond: count / seconds, bytes: count === 0 ? 0 : size / count };
}

function sum(points: readonly Point[]): number {
  return points.reduce((total, [, value]) => total + value, 0);
}

/** Types are not known: a function takes all that is on its stream. */
function ratesOf(loads: ReadonlyMap<string, Load>): FlowRates {
  const of = (key: string): readonly Load[] => {
    const load = loads.get(key);
    return load === undefined || load.logsPerSecond === 0 ? [] : [load];
  };
  return {
    onStream: (name) => of(keyOf({ kind: 'kinesis', name })),
    takenBy: ({ source }) => of(keyOf({ kind: 'kinesis', name: source.name })),
    toDelivery: (name) => of(keyOf({ kind: 'firehose', name })),
  };
}

function toMeasured(
  {
    source,
    records,
    bytes,
  }: { readonly source: Source; readonly records: readonly Point[]; readonly bytes: readonly Point[] },
  seconds: number,
): MeasuredStream {
  const sizes = new Map(bytes);
  const hours = records.map(([atMs, count]) => ({ atMs, load: hourLoad(count, sizes.get(atMs) ?? 0) }));
  const needs = (load: Load): number => shardsFor({ loads: [load], readers: source.readers }).needed;
  const [busiest] = hours.toSorted((a, b) => needs(b.load) - needs(a.load) || bytesOf(b.load) - bytesOf(a.load));
  const load = loadOf(records, bytes, seconds);
  return {
    subject: source.subject,
    hours: hours.length,
    ...ratesText(load),
    busiest: {
      at: new Date(busiest?.atMs ?? 0).toISOString(),
      ...ratesText(busiest?.load ?? load),
      ...(source.kind === 'kinesis' && busiest && { shardsNeeded: needs(busiest.load) }),
    },
  };
}

function hourLoad(records: number, bytes: number): Load {
  return { logsPerSecond: records / 3600, bytes: records === 0 ? 0 : bytes / records };
}

function bytesOf({ logsPerSecond, bytes }: Load): number {
  return logsPerSecond * bytes;
}

function ratesText(load: Load) {
  return {
    recordsPerSecond: Number(load.logsPerSecond.toPrecision(6)),
    megabytesPerSecond: Number((bytesOf(load) / 1e6).toPrecision(6)),
  };
}
