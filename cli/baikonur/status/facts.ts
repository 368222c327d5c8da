import type { DeployedFunction } from '../aws/describe-function.ts';
import type { DeployedStream } from '../aws/describe-stream.ts';
import type { RingingAlarm } from '../aws/read-alarms.ts';
import type { HeldRow } from '../aws/read-holds.ts';
import type { SubscriptionFilter } from '../aws/read-subscriptions.ts';

/** The last 15 minutes of a function, logs by outcome. Absent parts are not known: no metric has them. */
export interface FunctionFigures {
  readonly recent: RecentCounts;
  readonly lagMs?: number;
  readonly errors?: number;
  readonly throttles?: number;
}

/** Logs by outcome. */
export interface RecentCounts {
  readonly received: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  readonly retryable: number;
}

/** Dead letters of one function, target and reason. */
export interface DeadLetterCount {
  /** Name on AWS. */
  readonly function: string;
  readonly target: string;
  readonly reason: string;
  readonly count: number;
  /** ISO 8601. */
  readonly newest: string;
}

/** A thing that exists with its description, or is gone. */
type Found<T> = ReadonlyMap<string, T | undefined>;

/** A stage as it is deployed now. A part that could not be read is absent, and `unread` says why. */
export interface Facts {
  /** By name on AWS. */
  readonly streams?: Found<DeployedStream>;
  readonly functions?: Found<DeployedFunction>;
  /** Records a second, by name on AWS. */
  readonly incoming?: ReadonlyMap<string, number>;
  readonly figures?: ReadonlyMap<string, FunctionFigures>;
  /** `gone`: there is no progress table. */
  readonly holds?: readonly HeldRow[] | 'gone';
  readonly deadLetters?: readonly DeadLetterCount[];
  /** Batches that Lambda saved in the last 24 h. */
  readonly savedBatches?: number;
  readonly alarms?: readonly RingingAlarm[];
  /** By log group. */
  readonly subscriptions?: Found<readonly SubscriptionFilter[]>;
  /** Names of buckets that are gone. */
  readonly goneBuckets?: readonly string[];
  readonly unread: readonly { readonly part: string; readonly sentence: string }[];
}
