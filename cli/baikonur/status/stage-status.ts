import type { RecentCounts } from './facts.ts';

/** A stream of the stage. */
export interface StreamStatus {
  readonly key: string;
  readonly name: string;
  readonly mode: string;
  readonly shards: number;
  readonly incomingPerSecond?: number;
  readonly oldestUnreadMs?: number;
}

/** A function of the stage. */
export interface FunctionStatus {
  readonly key: string;
  readonly name: string;
  readonly service: string;
  readonly stream: string;
  readonly enabled: boolean;
  readonly lagMs?: number;
  readonly recent: RecentCounts;
  readonly errors?: number;
  readonly throttles?: number;
}

/** A shard that waits for its destination. Times are ISO 8601. */
export interface HeldShard {
  readonly function: string;
  readonly stream: string;
  readonly shard: string;
  readonly since: string;
  readonly error: string;
  /** When the hold ends, and its logs become dead letters. */
  readonly lettersAt: string;
  /** When the retention of the stream ends for the record, and it expires. */
  readonly lostAt: string;
}

/** Dead letters of the last 24 h. */
interface DeadLetters {
  readonly function: string;
  readonly target: string;
  readonly reason: string;
  readonly count: number;
  readonly newest: string;
}

/** Something that is wrong, and the command or runbook to go on with. */
export interface Trouble {
  readonly kind: string;
  readonly subject: string;
  readonly sentence: string;
  readonly next: string;
}

/** The document of `baikonur status --json`. */
export interface StageStatus {
  readonly stage: string;
  readonly at: string;
  readonly healthy: boolean;
  readonly streams: readonly StreamStatus[];
  readonly functions: readonly FunctionStatus[];
  readonly held: readonly HeldShard[];
  readonly letters: readonly DeadLetters[];
  /** Batches that Lambda saved to S3 in the last 24 h. */
  readonly givenUp: number;
  readonly alarms: readonly {
    readonly name: string;
    readonly state: 'ALARM';
    readonly since: string;
    readonly runbook: string;
  }[];
  readonly troubles: readonly Trouble[];
}
