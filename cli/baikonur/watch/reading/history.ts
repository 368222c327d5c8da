import { readFunctionLines } from '../../../../local/ledger/read-totals.ts';
import type { StreamFunction, Topology } from '../../../../shared/deploy/topology/topology.ts';
import { audit } from '../../audit/audit.ts';
import {
  type AuditSource,
  type FunctionFigures,
  PERIOD_MS,
  type Range,
  type Series,
  seriesOf,
} from '../../audit/figures.ts';
import { hopsOf } from '../../audit/hops.ts';
import { createMetricSource } from '../../audit/metric-figures.ts';
import { createSummarySource } from '../../audit/summary-figures.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { createGetMetrics } from '../../aws/get-metrics.ts';
import { createReadSummaries } from '../../aws/read-summaries.ts';
import { DEFAULT_CONCURRENCY } from '../../operator/options.ts';
import type { WatchHistory } from '../view.ts';
import { viewHistory } from './view-history.ts';

/** Periods of a history: an hour. */
const HISTORY_PERIODS = 12;

/** Reads the audit of the last hour, with the series that it is made of. */
export async function readHistory(topology: Topology, source: AuditSource, nowMs: number): Promise<WatchHistory> {
  const toMs = Math.ceil(nowMs / PERIOD_MS) * PERIOD_MS;
  const range = { fromMs: toMs - HISTORY_PERIODS * PERIOD_MS, toMs };
  const figures = new Map<string, FunctionFigures>();
  const arrivals = new Map<string, Series>();
  const found = await audit(topology, recorded(source, figures, arrivals), range);
  const series = hopsOf(topology).map((hop) => ({
    hop,
    written: hop.isOpen
      ? (arrivals.get(hop.stream.name) ?? NONE)
      : sumSeries(hop.writers.map((one) => seriesOf(figures.get(one.fn.name) ?? NO_FIGURES, one.series))),
    settled: seriesOf(figures.get(hop.reader.name) ?? NO_FIGURES, 'RecordsSettled'),
  }));
  const ofFunction = ({ name }: StreamFunction): FunctionFigures => figures.get(name) ?? NO_FIGURES;
  return viewHistory({ topology, found, series, ofFunction, range });
}

const NONE: Series = new Map();
const NO_FIGURES: FunctionFigures = new Map();

/** The same source, asked for a few functions at a time; what it gives is kept. */
function recorded(
  source: AuditSource,
  figures: Map<string, FunctionFigures>,
  arrivals: Map<string, Series>,
): AuditSource {
  const queues = Array.from({ length: DEFAULT_CONCURRENCY }, () => Promise.resolve<unknown>(undefined));
  return {
    ...source,
    ofFunction: async (request) => {
      const before = queues.shift();
      const reading = Promise.resolve(before).then(() => source.ofFunction(request));
      // The next one of its queue goes on where this one fails; its caller is told.
      queues.push(reading.catch(() => undefined));
      const own = await reading;
      figures.set(request.name, own);
      return own;
    },
    arrivals: async (stream, range) => {
      const own = await source.arrivals(stream, range);
      arrivals.set(stream, own);
      return own;
    },
  };
}

function sumSeries(all: readonly Series[]): Series {
  const sums = new Map<number, { sum: number; max: number }>();
  for (const [atMs, { sum, max }] of all.flatMap((series) => [...series])) {
    const known = sums.get(atMs) ?? { sum: 0, max: 0 };
    sums.set(atMs, { sum: known.sum + sum, max: Math.max(known.max, max) });
  }
  return sums;
}

/** The figures of an audit on CloudWatch. */
export function metricAuditSource({ cloudWatch, logs }: Pick<AwsClients, 'cloudWatch' | 'logs'>): AuditSource {
  return createMetricSource(createGetMetrics(cloudWatch), createReadSummaries(logs));
}

/** The figures of an audit on a local AWS. */
export function localAuditSource(
  lines: { readonly logs: AwsClients['logs']; readonly functionLogs: string | undefined },
  arrivals: (stream: string, range: Range) => Promise<Series>,
): AuditSource {
  return createSummarySource((name, sinceMs) => readFunctionLines(lines, name, sinceMs), arrivals);
}
