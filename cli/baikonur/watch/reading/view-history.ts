import type { StreamFunction, Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { Audit } from '../../audit/audit.ts';
import { type FunctionFigures, PERIOD_MS, type Range, type Series, seriesOf, totalOf } from '../../audit/figures.ts';
import type { Hop } from '../../audit/hops.ts';
import { functionId, streamId } from '../picture/stage-map.ts';
import type { FunctionHistory, HopHistory, WatchHistory } from '../view.ts';

/** A hop with the series that its balance is drawn from. */
interface HopSeries {
  readonly hop: Hop;
  readonly written: Series;
  readonly settled: Series;
}

/** An audit, and the series that it is made of. */
export interface Audited {
  readonly topology: Topology;
  readonly found: Audit;
  /** In the order of the audit's hops. */
  readonly series: readonly HopSeries[];
  readonly ofFunction: (fn: StreamFunction) => FunctionFigures;
  readonly range: Range;
}

/** An audit as lists of numbers, one for each period. */
export function viewHistory({ topology, found, series, ofFunction, range }: Audited): WatchHistory {
  const periods = periodsOf(range);
  return {
    periodMs: PERIOD_MS,
    periods: periods.map((atMs) => new Date(atMs).toISOString()),
    functions: topology.functions.map((fn) => functionHistory(fn, ofFunction(fn), periods)),
    hops: series.map((hop, index) => hopHistory(hop, found.hops[index], periods)),
    balanced: found.balanced,
    notLookedAt: found.notLookedAt.map(({ what, why }) => `${what}: ${why}`),
  };
}

function periodsOf({ fromMs, toMs }: Range): readonly number[] {
  return Array.from({ length: Math.round((toMs - fromMs) / PERIOD_MS) }, (_, index) => fromMs + index * PERIOD_MS);
}

function functionHistory(fn: StreamFunction, figures: FunctionFigures, periods: readonly number[]): FunctionHistory {
  const numbers = (name: string): readonly number[] => numbersOf(seriesOf(figures, name), periods);
  return {
    node: functionId(fn),
    label: fn.id,
    delivered: numbers('LogsDelivered'),
    filtered: numbers('LogsFiltered'),
    rejected: numbers('LogsRejected'),
    mismatches: totalOf(seriesOf(figures, 'LedgerMismatch'), periods[0] ?? 0),
  };
}

function hopHistory(
  { hop, written, settled }: HopSeries,
  found: Audit['hops'][number] | undefined,
  periods: readonly number[],
): HopHistory {
  const { stream, reader, writers, isOpen } = hop;
  const from = [...(isOpen ? ['others'] : []), ...writers.map(({ fn }) => fn.id)].join(', ');
  const [put, taken] = [numbersOf(written, periods), numbersOf(settled, periods)];
  let sum = 0;
  return {
    label: `${from} > ${stream.key} > ${reader.id}`,
    stream: streamId(stream),
    reader: functionId(reader),
    written: put,
    settled: taken,
    balance: put.map((one, index) => {
      sum += one - (taken[index] ?? 0);
      return sum;
    }),
    inFlight: found?.inFlight ?? 0,
    steps: (found?.steps ?? []).map(({ at, size, causes }) => ({ at, size, causes: causes.map(({ cause }) => cause) })),
  };
}

function numbersOf(series: Series, periods: readonly number[]): readonly number[] {
  return periods.map((atMs) => series.get(atMs)?.sum ?? 0);
}
