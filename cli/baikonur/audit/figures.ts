import type { Stream } from '../../../shared/deploy/topology/topology.ts';

/** Length of a period, milliseconds: that of `LogsSettled`, and of what CloudWatch keeps for 63 days. */
export { ARRIVAL_PERIOD_MS as PERIOD_MS } from '../../../shared/pipeline/settled.ts';

/** One metric over time: by the start of each period, its sum and its largest single value. */
export type Series = ReadonlyMap<number, { readonly sum: number; readonly max: number }>;

/** The series of one function, by their names in CloudWatch; a target's `LogsDelivered` is `LogsDelivered kinesis:<stream>`. */
export type FunctionFigures = ReadonlyMap<string, Series>;

/** An invocation that logged why logs may come again, or be lost; or a run of an operator that made them come again. */
export interface Cause {
  /** Of a run: `redrive` or `replay`. */
  readonly function: string;
  readonly atMs: number;
  /** Of a run: its id. */
  readonly requestId: string;
  readonly cause: string;
}

/** Where the figures of a stage come from: CloudWatch, or the summary lines of the functions. */
export interface AuditSource {
  readonly ofFunction: (request: FunctionRequest) => Promise<FunctionFigures>;
  /** Records that arrived on a stream. */
  readonly arrivals: (stream: string, range: Range) => Promise<Series>;
  /** Invocations of a function whose summary line tells of truncated progress or a ledger that does not match. */
  readonly causes: (functionName: string, range: Range) => Promise<readonly Cause[]>;
  /** Runs by which an operator put logs on a stream, past its writers; absent: not known. */
  readonly putBack?: (stream: Pick<Stream, 'key' | 'name'>, range: Range) => Promise<readonly Cause[]>;
}

/** From the start of a period up to that of another, epoch milliseconds. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The function whose figures are asked for. */
export interface FunctionRequest extends Range {
  readonly name: string;
  readonly service: string;
  readonly stage: string;
  /** Targets that it counts apart: `kinesis:<stream>`. */
  readonly targets: readonly string[];
}

/** Metrics that an audit reads of a function. */
export const AUDITED = [
  'LogsDelivered',
  'LogsFiltered',
  'LogsRejected',
  'LogsRedriven',
  'LogsSettled',
  'RecordsSettled',
  'LogsAcrossPeriods',
  'OldestLogAgeMs',
  'ShardHeldMs',
  'LedgerMismatch',
] as const;

const NONE: Series = new Map();

/** A series of a function; empty where it has none. */
export function seriesOf(figures: FunctionFigures, name: string): Series {
  return figures.get(name) ?? NONE;
}

/** The sum of a series from a time on. */
export function totalOf(series: Series, fromMs: number): number {
  return [...series].reduce((total, [atMs, { sum }]) => (atMs < fromMs ? total : total + sum), 0);
}
