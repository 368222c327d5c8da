/** Requests of the page and their answers: types alone. The routes are in `view.ts`. */

/** The answer to a request that was not fulfilled. */
export interface Refusal {
  /** For people: what is wrong, and with which value. */
  readonly error: string;
}

/** A log, or several on lines of their own, of at most {@link MAX_EXPLAINED_BYTES} bytes: all that `baikonur explain` reads. */
export interface ExplainRequest {
  readonly text: string;
}

/** Largest text of an {@link ExplainRequest}, bytes. */
export const MAX_EXPLAINED_BYTES = 2_000_000;

/** The verdicts, offline: what the services' own code and today's `config/` do with it. */
export interface ExplainAnswer {
  /** The first of them. */
  readonly logs: readonly ExplainedLog[];
  /** How many there were; {@link MOST_COUNTED}: so many, or more. */
  readonly count: number;
}

/** Logs that are counted. */
export const MOST_COUNTED = 10_000;

/** The verdict on one log. */
export interface ExplainedLog {
  readonly outcome: 'valid' | 'filtered' | 'rejected';
  /** All that is known, as `baikonur explain` prints it: lines for people. */
  readonly lines: readonly string[];
  readonly reason?: string;
  readonly error?: string;
  readonly logType?: string;
  readonly logId?: string;
  /** Ids of the nodes and edges that it would take. */
  readonly way: readonly string[];
}

/** The log that is searched for: its id, or its identity `stream/shard/sequence`. */
export interface FindRequest {
  readonly id: string;
  /** ISO 8601; absent: the last 24 hours. */
  readonly since?: string;
}

/** Where a log was found. */
export interface FindAnswer {
  readonly status: 'found' | 'notFound' | 'notLookedAt';
  /** In the order of its way. */
  readonly steps: readonly WayStep[];
  /** Ids of the nodes and edges that it took. */
  readonly way: readonly string[];
  /** Parts that were not looked at, and why. */
  readonly notLookedAt: readonly string[];
}

/** A step of a log's way. */
export interface WayStep {
  readonly kind: 'arrived' | 'routed' | 'delivered' | 'filtered' | 'deadLetter' | 'waits' | 'other';
  /** For people: `delivered to s3-sink`. */
  readonly sentence: string;
  readonly at?: string;
  /** Object and line, index and `_id`. */
  readonly place?: string;
  /** Ids of nodes and edges. */
  readonly way: readonly string[];
  /** Of `deadLetter`: opens it. */
  readonly deadLetter?: DeadLetterRequest;
}

/** The dead letters of the last 24 hours, as `baikonur letters` groups them. */
export interface DeadLetterGroups {
  /** When they were read, of the clock of AWS. */
  readonly at: string;
  readonly since: string;
  readonly groups: readonly DeadLetterGroupView[];
  /** There are more than were read, or some could not be: for people. */
  readonly notRead: readonly string[];
}

/** Dead letters whose errors differ in values alone. No payload. */
export interface DeadLetterGroupView {
  /** Stable: for keys of lists. */
  readonly id: string;
  /** Id of the function's node, where `config/` has it. */
  readonly node?: string;
  readonly function: string;
  /** Absent: the function has one target. */
  readonly target?: string;
  readonly reason: string;
  /** Absent: the type is not known. */
  readonly logType?: string;
  /** With `…` for each value. */
  readonly error: string;
  readonly count: number;
  readonly oldest: string;
  readonly newest: string;
  /** The newest of the first hundred of them: opens one each. */
  readonly letters: readonly DeadLetterRequest[];
  /** Puts the whole group back: shows its plan first. */
  readonly redrive: string;
}

/** Opens one dead letter: the object and the line in it, from 1. */
export interface DeadLetterRequest {
  readonly key: string;
  readonly line: number;
}

/** One dead letter, whole. */
export interface OpenedDeadLetter extends DeadLetterRequest {
  readonly identity: string;
  readonly reason: string;
  readonly error: string;
  /** All that is known of it, in order: `function`, `target`, `log type`, `log id`, `time`, `arrived`, `failed`, `partition key`, … */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  /** The record: `text` where it is UTF-8, else base64. Hostile: show it as text only. */
  readonly record: {
    readonly encoding: 'text' | 'base64';
    /** The first {@link MAX_SHOWN_CHARACTERS} of it. */
    readonly data: string;
    readonly bytes: number;
    readonly isCut: boolean;
  };
  /** The judgement of the services' code and today's `config/`. */
  readonly now: {
    readonly status: 'accepted' | 'destination' | 'refused' | 'filtered' | 'unknownFunction';
    /** For people. */
    readonly sentence: string;
  };
  /** Puts this one back: shows its plan first. */
  readonly redrive: string;
}

/** A record that is longer is cut for the page. */
export const MAX_SHOWN_CHARACTERS = 200_000;

/** The records that were sent. */
export interface SendAnswer {
  readonly records: number;
  /** Records that the stream did not take. */
  readonly refused: number;
  /** Ids of the first logs of it, to search for. */
  readonly ids: readonly string[];
  /** For people. */
  readonly sentence: string;
}

/** The largest file that the page can send, bytes. */
export const MAX_SENT_BYTES = 20_000_000;
