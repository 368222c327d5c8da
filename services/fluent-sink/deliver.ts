import type { Log } from '../../shared/log/log.ts';
import {
  DELIVERED,
  type Deliver,
  type DeliverContext,
  type Outcome,
  type RetryScope,
} from '../../shared/pipeline/outcome.ts';
import type { SendChunks } from './forward/forward-client.ts';
import type { ChunkSettings } from './request.ts';
import { type Group, type Round, sendRound } from './send-round.ts';
import { fluentTag } from './tag.ts';

/** What fluent-sink needs to deliver. */
export interface DeliverOptions {
  readonly chunks: ChunkSettings;
  readonly send: SendChunks;
  /** `false`: what is delivered has not been confirmed by an ack, and is counted. */
  readonly requireAck: boolean;
  /** Hears how many logs went out without an ack (metric `LogsUnconfirmed`). */
  readonly countUnconfirmed: (logs: number) => void;
}

/** Rounds in a row that may confirm nothing: enough to cut a chunk of thousands down to its one bad log. */
const MAX_FRUITLESS_ROUNDS = 14;

/** Everything a delivery learns, round by round. */
interface Findings {
  readonly outcomes: readonly Outcome[];
  readonly delivered: number;
  /** Logs over which, alone in their chunk, a receiver closed the connection; with its sentence. */
  readonly accused: ReadonlyMap<number, string>;
}

/** Only a receiver that has taken logs so lately, in milliseconds, can be suspected of closing because of one of them. */
const EVIDENCE_MS = 30_000;

/** 128 bits in Base64, as every chunk's id. */
const PROBE_ID = Buffer.from('is anybody there').toString('base64');

/**
 * Sends logs to the first receiver that takes them. A log is delivered when the receiver has acknowledged its chunk.
 * A receiver that does not answer as it should is the destination's fault, with one exception: where it closes the
 * connection over a chunk but takes others, the chunk is halved until one log is left, which is then refused by an
 * answer of its own. Without that, one log that a receiver cannot bear would hold its shard for as long as an outage.
 * It is asked once more whether it is there at all: a proxy with nobody behind it closes every connection as well.
 */
export function createDeliver(options: DeliverOptions): Deliver {
  let lastDeliveredMs = Number.NEGATIVE_INFINITY;
  return async (logs, context) => {
    const { outcomes, delivered, accused } = await sendInRounds(logs, options, context);
    if (delivered > 0) {
      lastDeliveredMs = context.now();
      if (!options.requireAck) options.countUnconfirmed(delivered);
    }
    const [first] = accused.keys();
    if (first === undefined || context.now() - lastDeliveredMs > EVIDENCE_MS) return outcomes;
    if (!(await isThere(logs[first] as Log, options, context))) return outcomes; // a position in the list
    return outcomes.map((outcome, position) => {
      const error = accused.get(position);
      return error === undefined ? outcome : retryable('entry', `a receiver closes over it: ${error}`);
    });
  };
}

async function sendInRounds(logs: readonly Log[], { chunks: settings, send }: DeliverOptions, context: DeliverContext) {
  const outcomes = new Array<Outcome>(logs.length);
  const accused = new Map<number, string>();
  let groups: readonly Group[] = [{ positions: [...logs.keys()], maxChunkEntries: settings.maxChunkEntries }];
  let delivered = 0;
  // Once someone is under suspicion chunks go one by one, so that nobody's ack is lost with the connection.
  let oneByOne = false;
  for (let fruitless = 0; fruitless <= MAX_FRUITLESS_ROUNDS && groups.length > 0; oneByOne = true) {
    const round = await sendRound(logs, groups, { settings, send, context: { ...context, oneByOne } });
    settle(outcomes, round);
    const confirmed = round.confirmed.flat().length;
    delivered += confirmed;
    fruitless = confirmed > 0 ? 0 : fruitless + 1;
    for (const [position, ...more] of round.suspects) {
      if (position !== undefined && more.length === 0) accused.set(position, round.failures.join('; '));
    }
    groups = round.suspects.length > 0 ? nextGroups(round) : [];
  }
  return { outcomes, delivered, accused } satisfies Findings;
}

/** Writes the outcomes of a round down. */
function settle(outcomes: Outcome[], round: Round): void {
  const failure = failureOf(round);
  for (const [position, reject] of round.rejects) outcomes[position] = { status: 'rejected', ...reject };
  for (const position of round.confirmed.flat()) outcomes[position] = DELIVERED;
  const open = [...round.suspects.flat(), ...round.others.flatMap(({ positions }) => positions)];
  // What an earlier round was refused stays refused, though there was no time left for this one.
  for (const position of open) if (round.tried || !outcomes[position]) outcomes[position] = failure;
}

/** Of logs that no receiver took, all for the same reason. */
function failureOf({ tried, failures }: Round): Outcome {
  return tried
    ? retryable('destination', `no receiver took it: ${failures.join('; ')}`)
    : retryable('postponed', 'the invocation had no time left to send it');
}

function retryable(scope: RetryScope, error: string): Outcome {
  return { status: 'retryable', scope, error };
}

/** What to send next when a receiver closed connections: what is not suspect first, then each suspect in halves. */
function nextGroups(round: Round): readonly Group[] {
  const halves = round.suspects
    .filter((members) => members.length > 1)
    .map((positions) => ({ positions, maxChunkEntries: Math.ceil(positions.length / 2) }));
  return [...round.others, ...halves].filter(({ positions }) => positions.length > 0);
}

/** Whether a receiver acknowledges a chunk of no logs: behind a proxy, only one that is there does. */
async function isThere({ logType }: Log, { chunks, send }: DeliverOptions, context: DeliverContext) {
  const probe = { tag: fluentTag(logType, chunks.label), id: PROBE_ID, members: [], entries: Buffer.alloc(0) };
  const { confirmed } = await send([probe], { ...context, oneByOne: true });
  return confirmed.size > 0;
}
