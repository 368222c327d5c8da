import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { FunctionFigures } from '../../status/facts.ts';

/** Figures of the last 15 minutes, as `baikonur status` has them, and the rates of the last moments. */
interface StageFigures {
  /** By names of functions on AWS. */
  readonly figures: ReadonlyMap<string, FunctionFigures>;
  /** Records a second of the last 15 minutes, by names of streams on AWS. */
  readonly incoming: ReadonlyMap<string, number>;
  readonly rates: Rates;
}

/** Rates of the last moments: seconds on the local AWS, minutes on CloudWatch. */
export interface Rates {
  /** By names of functions on AWS. */
  readonly functions: ReadonlyMap<string, FunctionRate>;
  /** Records a second that arrived on a stream, by its name on AWS; absent: not known. */
  readonly incoming: ReadonlyMap<string, number>;
}

/** Logs of a function, a second. */
export interface FunctionRate {
  readonly received: number;
  readonly delivered: number;
  readonly rejected: number;
  /** Delivered to each target, where it counts them apart: `kinesis:<stream>`. */
  readonly targets: ReadonlyMap<string, number>;
}

/** Reads the figures of a stage. */
export type ReadStageFigures = (topology: Topology, nowMs: number) => Promise<StageFigures>;

/** On the local AWS rates are of so long: a batch that came a moment ago shows, and one of a minute ago does not. */
export const LOCAL_RATE_MS = 10_000;
