import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import {
  type AuditSource,
  type Cause,
  type FunctionFigures,
  PERIOD_MS,
  type Range,
  type Series,
  seriesOf,
  totalOf,
} from './figures.ts';
import { countedTargets, type Hop, hopsOf, unreadTargets } from './hops.ts';
import { type Balance, runningBalance } from './running-balance.ts';

/** A step of a hop, with what the functions logged about it. */
export interface AuditStep {
  /** ISO 8601, the start of the period. */
  readonly at: string;
  /** Above 0: so many logs are missing; below 0: so many came again. */
  readonly size: number;
  readonly causes: readonly Cause[];
}

/** The logs that were delivered to a stream, against those that a reader settled. */
export interface AuditedHop {
  readonly writer: { readonly function: string; readonly target: string };
  readonly stream: string;
  readonly reader: string;
  readonly delivered: number;
  readonly settled: number;
  readonly difference: number;
  readonly inFlight: number;
  readonly steps: readonly AuditStep[];
}

/** The outcomes of a function. */
interface AuditedFunction {
  readonly name: string;
  readonly settled: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  /** Of the delivered ones, those that an operator put back: they were settled before, as dead letters. */
  readonly redriven: number;
  /** Settled without any of the three: repeats that the destination has already, and what is under way. */
  readonly other: number;
  /** Invocations whose ledger did not match. */
  readonly mismatches: number;
}

/** The result of an audit. */
export interface Audit {
  readonly from: string;
  readonly to: string;
  readonly balanced: boolean;
  readonly hops: readonly AuditedHop[];
  readonly functions: readonly AuditedFunction[];
  readonly notLookedAt: readonly { readonly what: string; readonly why: string }[];
}

const OTHERS = 'others';

type AllFigures = ReadonlyMap<string, FunctionFigures>;

/** Audits a stage over a range that begins and ends with a period. */
export async function audit(topology: Topology, source: AuditSource, range: Range): Promise<Audit> {
  const figures: AllFigures = new Map(
    await Promise.all(
      topology.functions.map(async (fn) => {
        const { name, service } = fn;
        // The first edge is the end of the period before.
        const request = {
          fromMs: range.fromMs - PERIOD_MS,
          toMs: range.toMs,
          name,
          service,
          stage: topology.stage,
          targets: countedTargets(fn),
        };
        return [name, await source.ofFunction(request)] as const;
      }),
    ),
  );
  const once = { ...source, arrivals: readOnce(source.arrivals) };
  const hops = await Promise.all(hopsOf(topology).map((hop) => auditHop(hop, figures, once, range)));
  const functions = topology.functions.map(({ name }) => countFunction(name, figures, range));
  const isEven = hops.every(({ steps }) => steps.length === 0) && functions.every(({ mismatches }) => mismatches === 0);
  return {
    from: iso(range.fromMs),
    to: iso(range.toMs),
    balanced: isEven,
    hops,
    functions,
    notLookedAt: unreadTargets(topology).map((what) => ({ what, why: 'no function of this stage reads it' })),
  };
}

/** A stream with several readers is asked for once. */
function readOnce(arrivals: AuditSource['arrivals']): AuditSource['arrivals'] {
  const known = new Map<string, Promise<Series>>();
  return (stream, range) => {
    const found = known.get(stream) ?? arrivals(stream, range);
    known.set(stream, found);
    return found;
  };
}

async function auditHop(hop: Hop, figures: AllFigures, source: AuditSource, range: Range): Promise<AuditedHop> {
  const { stream, reader, writers } = hop;
  const settled = seriesOf(figures.get(reader.name) ?? new Map(), 'RecordsSettled');
  const written = hop.isOpen
    ? await source.arrivals(stream.name, range)
    : sumSeries(writers.map(({ fn, series }) => seriesOf(figures.get(fn.name) ?? new Map(), series)));
  const readUntilMs = readUntil(figures.get(reader.name) ?? new Map(), { written, settled }, range);
  // A record that others write is counted at its arrival.
  const across = sumSeries(
    hop.isOpen ? [] : writers.map(({ fn }) => seriesOf(figures.get(fn.name) ?? new Map(), 'LogsAcrossPeriods')),
  );
  const balance = runningBalance({ ...range, written, settled, across, readUntilMs });
  return {
    writer: writerOf(hop),
    stream: stream.name,
    reader: reader.name,
    delivered: balance.written,
    settled: balance.settled,
    difference: balance.written - balance.settled,
    inFlight: balance.inFlight,
    steps: await withCauses(balance, hop, source),
  };
}

function writerOf({ isOpen, writers, stream }: Hop): AuditedHop['writer'] {
  const names = [...(isOpen ? [OTHERS] : []), ...writers.map(({ fn }) => fn.name)];
  return { function: names.join(', '), target: `kinesis:${stream.name}` };
}

function withCauses(
  { steps }: Balance,
  { writers, reader, stream }: Hop,
  source: AuditSource,
): Promise<readonly AuditStep[]> {
  const names = [...new Set([...writers.map(({ fn }) => fn.name), reader.name])];
  return Promise.all(
    steps.map(async ({ atMs, size }) => {
      // A retry is logged after the period of the arrival.
      const around = { fromMs: atMs - PERIOD_MS, toMs: atMs + 3 * PERIOD_MS };
      const causes = await Promise.all(names.map((name) => source.causes(name, around)));
      const putBack = size < 0 ? ((await source.putBack?.(stream, around)) ?? []) : [];
      return { at: iso(atMs), size, causes: [...causes.flat(), ...putBack] };
    }),
  );
}

/**
 * Until when all that arrived was read. The reader's last two periods say how old its logs were, and for how long a shard is
 * held. One that is silent has read everything, unless something arrived after all that it settled.
 */
function readUntil(
  figures: FunctionFigures,
  { written, settled }: Readonly<Record<'written' | 'settled', Series>>,
  { toMs }: Range,
) {
  const lags = ['OldestLogAgeMs', 'ShardHeldMs'].flatMap((name) =>
    [...seriesOf(figures, name)]
      .filter(([atMs, { max }]) => atMs >= toMs - 2 * PERIOD_MS && max > 0)
      .map(([atMs, { max }]) => atMs - max),
  );
  const lastSettled = Math.max(0, ...settled.keys());
  const isBehind = [...written].some(([atMs, { sum }]) => sum > 0 && atMs > lastSettled);
  return Math.min(toMs, ...lags, isBehind ? lastSettled + PERIOD_MS : toMs);
}

function countFunction(name: string, figures: AllFigures, { fromMs }: Range): AuditedFunction {
  const own = figures.get(name) ?? new Map();
  const total = (metric: string): number => totalOf(seriesOf(own, metric), fromMs);
  const counts = {
    settled: total('LogsSettled'),
    delivered: total('LogsDelivered'),
    filtered: total('LogsFiltered'),
    rejected: total('LogsRejected'),
    redriven: total('LogsRedriven'),
  };
  const { settled, delivered, filtered, rejected, redriven } = counts;
  const other = settled - (delivered - redriven) - filtered - rejected;
  return { name, ...counts, other, mismatches: total('LedgerMismatch') };
}

/** Several writers of one stream: their batches may be under way at the same time. */
function sumSeries(all: readonly Series[]): Series {
  const sums = new Map<number, { sum: number; max: number }>();
  for (const series of all) {
    for (const [atMs, { sum, max }] of series) {
      const known = sums.get(atMs) ?? { sum: 0, max: 0 };
      sums.set(atMs, { sum: known.sum + sum, max: known.max + max });
    }
  }
  return sums;
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
