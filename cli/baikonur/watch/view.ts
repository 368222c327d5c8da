/**
 * Everything that the server of `baikonur watch` and its page say to each other: types alone, for both sides.
 * The requests and answers (`ExplainRequest`, …) are in `page-requests.ts`.
 *
 * The page is at `http://127.0.0.1:<port>/<token>/`. All addresses are relative to it, so that the token is never in the
 * code: `new EventSource('events')`, `fetch('explain', …)`. Every error is JSON, {@link Refusal}, with a status of 4xx or 5xx.
 *
 * | route                | request               | answer                                     |
 * | -------------------- | --------------------- | ------------------------------------------ |
 * | `GET .`              |                       | the page; `page.js`, `page.css` beside it  |
 * | `GET events`         | an `EventSource`      | {@link WatchEvents}, by the names of events |
 * | `POST explain`       | {@link ExplainRequest} | {@link ExplainAnswer}: offline, at once     |
 * | `POST find`          | {@link FindRequest}    | {@link FindAnswer}: may take long; ending the request ends the search |
 * | `GET dead-letters`   |                       | {@link DeadLetterGroups}, the newest first  |
 * | `POST dead-letter`   | {@link DeadLetterRequest} | {@link OpenedDeadLetter}: the only answer with a record's data |
 * | `POST send`          | the bytes of a file, or nothing for samples | {@link SendAnswer}; only where {@link WatchState.canSend} |
 *
 * Bodies of POST are JSON with `content-type: application/json`; that of `send` is `application/octet-stream`.
 *
 * The policy of the page: `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'`
 * and `require-trusted-types-for 'script'`: no inline script, no `<style>` element, no `style="…"` in HTML (`element.style.x = …` and
 * attributes of SVG work), no `innerHTML`, no font or picture of another host.
 *
 * Times are ISO 8601, UTC, of the clock of AWS; compare them with {@link WatchReading.at}, never with the browser's clock.
 * Nothing is read while no page has `events` open: close it while the document is hidden.
 */

/** The events of `events`. After a lost connection the browser connects again by itself, and gets `state` and `history` anew. */
export interface WatchEvents {
  /** At once after connecting, and whenever something in it has changed; at most once a second, on a small local stage twice. */
  readonly state: WatchState;
  /** Between two `state`, every two seconds, where nothing but the age of the figures has changed. */
  readonly reading: WatchReading;
  /** Once after connecting, as soon as it was read, and whenever a period was added. */
  readonly history: WatchHistory;
  /** The last event: the server ends. Without it the connection was lost. */
  readonly bye: { readonly sentence: string };
}

/** All that the picture shows. */
export interface WatchState {
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  /** The stage is on this machine: samples and files can be sent. */
  readonly canSend: boolean;
  readonly reading: WatchReading;
  /** The length of the time that `counts` and rates are of, milliseconds. */
  readonly windowMs: number;
  /** No trouble, and all of it could be looked at. */
  readonly healthy: boolean;
  readonly nodes: readonly WatchNode[];
  readonly edges: readonly WatchEdge[];
  readonly held: readonly HeldShardView[];
  /** The worst first. */
  readonly troubles: readonly TroubleView[];
  /** Absent: the stage has no preview environments. */
  readonly environments?: readonly EnvironmentView[];
}

/** How old the figures are. */
export interface WatchReading {
  /** Now, by the clock of AWS. */
  readonly at: string;
  /** Time since the figures were read, milliseconds; absent: they were not read yet. */
  readonly ageMs?: number;
  /** How often the figures are read now, milliseconds: longer while AWS throttles. */
  readonly everyMs: number;
  /** `slowed`: AWS throttles, it is asked less often. `failed`: some part could not be read. */
  readonly status: 'first' | 'current' | 'slowed' | 'failed';
  /** The problem, for people; absent where nothing is. */
  readonly sentence?: string;
  /** By how much this machine's clock is ahead of AWS's, where it is more than a minute; milliseconds, negative: behind. */
  readonly clockAheadMs?: number;
  /** Parts that are not current, with the time since they were read. */
  readonly stale: readonly { readonly part: string; readonly ageMs?: number; readonly sentence: string }[];
}

/**
 * `flows`: logs move. `quiet`: none did in the window. `waits`: its destination is away, logs are held and none is lost.
 * `rejects`: some logs became dead letters in the window. `stopped`: it is switched off or lost its right to read.
 * `missing`: `config/` has it, AWS has not. `unknown`: it could not be looked at.
 */
export type FlowState = 'flows' | 'quiet' | 'waits' | 'rejects' | 'stopped' | 'missing' | 'unknown';

/** The kind of a node; from left to right. `deadLetters` is below. */
export type NodeKind = 'logGroup' | 'applications' | 'stream' | 'function' | 'destination' | 'deadLetters';

/** Something that logs come from, go through, or end in. */
export interface WatchNode {
  /** Stable over states: `stream:router`, `function:es-sink-load`. */
  readonly id: string;
  readonly kind: NodeKind;
  /** As `config/` has it. */
  readonly label: string;
  /** Its name on AWS, or an address; for the details. */
  readonly name?: string;
  /** Of a function: its service (`router`, `s3-sink`). Of a destination: `s3`, `search`, `fluent`, `firehose`, `stream`, `http`. */
  readonly type?: string;
  readonly state: FlowState;
  /** Why the state is not `flows` or `quiet`, for people. */
  readonly sentence?: string;
  /** Of a stream. */
  readonly stream?: {
    readonly mode: string;
    readonly shards: number;
    readonly retentionHours: number;
    /** Records a second that arrive; absent: not known. */
    readonly incomingPerSecond?: number;
  };
  /** Of a function: logs by outcome in the window. Absent: not known. */
  readonly counts?: OutcomeCounts;
  /** Of a function: invocations that failed or were throttled in the window. */
  readonly errors?: number;
  readonly throttles?: number;
  /** Of `deadLetters`: dead letters of the last 24 h. */
  readonly deadLetters?: number;
}

/** Logs by outcome. Filtered is not lost: the function does not take them. Retried ones come again. */
export interface OutcomeCounts {
  readonly received: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
  readonly retried: number;
}

/** A way that logs take. */
export interface WatchEdge {
  /** Stable over states. */
  readonly id: string;
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  readonly state: FlowState;
  /** Logs a second (from applications: records a second), of the last seconds or, on CloudWatch, minutes; absent: not known. */
  readonly perSecond?: number;
  /** Age of the oldest log that waits on it; absent: not known. */
  readonly lagMs?: number;
  /** Of a router's or a forwarder's edge: the log types that take it, such as `app*`. */
  readonly types?: readonly string[];
  /** Why the state is not `flows` or `quiet`. */
  readonly sentence?: string;
  /** Of `waits`: of the shard that is held longest; all of them are in {@link WatchState.held}. */
  readonly waits?: Pick<HeldShardView, 'since' | 'deadLettersAt' | 'lostAt'>;
}

/** A shard whose logs wait for their destination. */
export interface HeldShardView {
  /** Ids of the function's node, and of the edges that wait. */
  readonly node: string;
  readonly edges: readonly string[];
  readonly function: string;
  readonly stream: string;
  readonly shard: string;
  readonly since: string;
  /** The last error, in words. */
  readonly error: string;
  /** When the hold ends, and its logs become dead letters. */
  readonly deadLettersAt: string;
  /** When the retention of the stream ends for the record, and it expires. */
  readonly lostAt: string;
}

/** Something that is wrong, and what to go on with: as `baikonur status` has it. */
export interface TroubleView {
  readonly kind: string;
  readonly subject: string;
  readonly sentence: string;
  /** A command, or the path of a page in `docs/`. */
  readonly next: string;
  /** Ids of the node and edges it is about, where it is about some. */
  readonly nodes: readonly string[];
}

/** A preview environment. */
export interface EnvironmentView {
  readonly name: string;
  readonly profile: string;
  /** Absent: it has none yet. */
  readonly host?: string;
  readonly image?: string;
  /** When it was deployed last, and when it ends. */
  readonly deployedAt?: string;
  readonly expiresAt?: string;
  readonly state: 'ready' | 'creating' | 'updating' | 'deleting' | 'asleep' | 'unfinished';
  /** The run that holds it now, or that held it last. */
  readonly lastRun?: string;
}

/** Series over time: for the charts of the ledger and the audit. Each list of numbers has one for each of `periods`. */
export interface WatchHistory {
  /** The length of a period, milliseconds, and the start of each. */
  readonly periodMs: number;
  readonly periods: readonly string[];
  readonly functions: readonly FunctionHistory[];
  readonly hops: readonly HopHistory[];
  /** Every hop settled what was written to it, and every ledger matches. */
  readonly balanced: boolean;
  /** Absent parts, for people. */
  readonly notLookedAt: readonly string[];
}

/** The ledger of one function. */
export interface FunctionHistory {
  /** Id of its node. */
  readonly node: string;
  readonly label: string;
  readonly delivered: readonly number[];
  readonly filtered: readonly number[];
  readonly rejected: readonly number[];
  /** Invocations whose ledger did not match: a bug. */
  readonly mismatches: number;
}

/** The records that were written to a stream, against those that one of its readers settled. */
export interface HopHistory {
  /** `forwarder > audit-log > s3-sink`. */
  readonly label: string;
  /** Ids of the stream's and the reader's node. */
  readonly stream: string;
  readonly reader: string;
  readonly written: readonly number[];
  readonly settled: readonly number[];
  /** Written less settled, since the first period: what is under way makes it tremble above zero, a loss is a step that stays. */
  readonly balance: readonly number[];
  readonly inFlight: number;
  /** Above 0: so many logs are missing; below 0: so many came again. */
  readonly steps: readonly { readonly at: string; readonly size: number; readonly causes: readonly string[] }[];
}
