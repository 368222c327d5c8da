import type { CloudwatchOrigin } from '../../log/entry.ts';
import type { RejectCode } from '../../log/reject.ts';

/**
 * Entries of a `crashed` record that earlier invocations settled: they are delivered, or have dead letters of their own,
 * and come again when the record is put back.
 */
export interface SettledEntries {
  /** Entries of the record when it was last read. */
  readonly entries: number;
  /** Per target, positions of entries in the record, from 0, as ranges: `0-3,7`. */
  readonly targets: Readonly<Record<string, string>>;
}

/** One line of a dead-letter object: everything needed to put the record back. */
export interface DeadLetter {
  readonly identity: string;
  readonly function: string;
  readonly target: string;
  readonly stage: string;
  readonly reason: RejectCode;
  /** A sentence; for a destination its status and body, cut at 2 KB. */
  readonly error: string;
  readonly attempts: number;
  /** How often it became a dead letter: absent for the first time, 2 when a redrive was rejected again. */
  readonly generation?: number;
  readonly logType?: string;
  readonly logId?: string;
  readonly time?: string;
  readonly settled?: SettledEntries;
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  readonly failedAt: string;
  readonly partitionKey: string;
  readonly cloudwatch?: CloudwatchOrigin;
  /** The original bytes as text, or `dataBase64` when they are not UTF-8. */
  readonly data?: string;
  readonly dataBase64?: string;
}
