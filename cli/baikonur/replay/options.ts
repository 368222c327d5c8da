import type { Consent } from '../operator/consent.ts';
import type { OperatorOptions } from '../operator/operate.ts';
import type { RangeOptions } from '../operator/time-range.ts';
import type { RunOptions } from '../redrive/run.ts';

/** The part of an archive that is meant, and where it goes: kept with the run, so that it can be resumed. */
export interface ReplaySelection {
  readonly type: string;
  readonly where: readonly string[];
  readonly to: string;
  readonly edit?: string;
  /** Of the logs' times, ISO 8601. */
  readonly from: string;
  readonly until: string;
  /** When the run began, epoch milliseconds: later objects are left out. */
  readonly writtenBeforeMs: number;
}

/** Options of `baikonur replay`, as the option parser made them. */
export interface ReplayOptions extends OperatorOptions, RangeOptions, RunOptions, Consent {
  readonly type?: string;
  readonly where?: readonly string[];
  readonly to?: string;
  readonly edit?: string;
  readonly resume?: string;
  readonly onAws?: boolean;
  readonly name?: string;
  readonly maxGib: number;
  readonly maxLogs: number;
}
