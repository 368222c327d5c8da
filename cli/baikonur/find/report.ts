import type { HeldShard } from '../status/stage-status.ts';

/** Known of the log at a place. */
interface LogAtPlace {
  readonly logId?: string;
  readonly logType?: string;
}

/** A line of an object that s3-sink wrote. */
export interface ArchivePlace extends LogAtPlace {
  readonly kind: 'archive';
  readonly bucket: string;
  readonly key: string;
  /** From 1. */
  readonly line: number;
  /** The log's own time, ISO 8601; `null` where today's settings do not read it. */
  readonly time: string | null;
}

/** A document of a search engine. */
export interface IndexPlace extends LogAtPlace {
  readonly kind: 'index';
  readonly index: string;
  readonly id: string;
}

/** A dead letter. */
export interface DeadLetterPlace extends LogAtPlace {
  readonly kind: 'letter';
  readonly key: string;
  /** From 1; in a batch that Lambda saved, of the record. */
  readonly line: number;
  readonly function: string;
  readonly target: string;
  readonly reason: string;
  readonly error: string;
  readonly identity: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  readonly failedAt: string;
  /** The run of `redrive` that put it back. */
  readonly redrivenBy?: string;
}

/** A record of a stream. */
export interface StreamPlace extends LogAtPlace {
  readonly kind: 'stream';
  /** Name on AWS. */
  readonly stream: string;
  readonly shard: string;
  readonly sequenceNumber: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  /** Ids of the functions of `config/` that read it. */
  readonly readBy: readonly string[];
  /** Of those, the ones that hold its shard at this record or before it. */
  readonly heldBy: readonly Omit<HeldShard, 'stream' | 'shard'>[];
}

/** Where a log was found. */
export type Place = ArchivePlace | IndexPlace | DeadLetterPlace | StreamPlace;

/** A part that was not looked at, and why. */
export interface NotLookedAt {
  readonly what: string;
  readonly why: string;
}

/** The way that `config/` of today gives a log. */
export interface Way {
  readonly outcome: 'valid' | 'filtered' | 'rejected';
  /** Why it would be rejected. */
  readonly reason?: string;
  readonly routes: readonly string[];
  readonly sinks: readonly string[];
}

/** The document of `find --json`. */
export interface FindReport {
  /** `null`: logs were looked for by `--where` alone. */
  readonly id: string | null;
  readonly found: boolean;
  readonly places: readonly Place[];
  readonly notLookedAt: readonly NotLookedAt[];
  readonly scanned: { readonly objects: number; readonly bytes: number };
  /** ISO 8601. */
  readonly from: string;
  readonly until: string;
  /** Of the first log that was found, as the archive has it where it does; absent where its bytes were not read. */
  readonly way?: Way;
}
