import type { Log } from '../../shared/log/log.ts';
import type { Deliver, DeliverContext, Outcome } from '../../shared/pipeline/outcome.ts';
import { readRefusal, settleRound } from './answer.ts';
import type { SendChunks } from './forward/forward-client.ts';
import { addRound, type Group, type Isolation, planRound } from './isolation.ts';
import type { ChunkSettings } from './request.ts';
import { type Round, sendRound } from './send-round.ts';

export interface DeliverOptions {
  readonly chunks: ChunkSettings;
  readonly send: SendChunks;
  /** `false`: delivered logs are not confirmed by an ack, and are counted. */
  readonly requireAck: boolean;
  /** Receives the number of logs that were sent without an ack (metric `LogsUnconfirmed`). */
  readonly countUnconfirmed: (logs: number) => void;
}

/** Rounds in a row without an ack: enough to halve a chunk of thousands of logs until one is left. */
const MAX_ROUNDS_WITHOUT_ACK = 14;

interface Sent {
  readonly outcomes: Outcome[];
  readonly delivered: number;
  /** Logs that were refused alone in their chunk. */
  readonly refused: readonly Group[];
}

/**
 * Sends logs to the first receiver that takes them. A log is delivered when a receiver has acknowledged its chunk.
 * Every failure is the destination's, except where a receiver closes the connection at one log and takes others
 * (see isolation.ts): that log is refused individually. Otherwise one log that a receiver cannot process would hold
 * its shard as an outage does. A log that is alone waits for others.
 */
export function createDeliver(options: DeliverOptions): Deliver {
  return async (logs, context) => {
    const { outcomes, delivered, refused } = await sendInRounds(logs, options, context);
    if (delivered > 0 && !options.requireAck) options.countUnconfirmed(delivered);
    const isOnly = logs.length === 1;
    for (const group of refused) {
      for (const index of group.indexes) outcomes[index] = readRefusal(group, { isOnly, someDelivered: delivered > 0 });
    }
    return outcomes;
  };
}

async function sendInRounds(
  logs: readonly Log[],
  { chunks: settings, send }: DeliverOptions,
  context: DeliverContext,
): Promise<Sent> {
  const outcomes = new Array<Outcome>(logs.length);
  let isolation: Isolation = {
    pending: [{ indexes: [...logs.keys()], maxChunkEntries: settings.maxChunkEntries }],
    refused: [],
  };
  let delivered = 0;
  // After a refusal chunks are sent one by one, so that no ack is lost with the connection.
  let oneByOne = false;
  for (let withoutAck = 0; withoutAck <= MAX_ROUNDS_WITHOUT_ACK; oneByOne = true) {
    const { groups, waiting } = planRound(isolation);
    if (groups.length === 0) break;
    const round = await sendRound(logs, groups, { settings, send, context: { ...context, oneByOne } });
    const confirmed = settleRound(outcomes, round);
    delivered += confirmed;
    withoutAck = confirmed > 0 ? 0 : withoutAck + 1;
    isolation = addRound(waiting, round.ends, round.failures.join('; '));
    if (isOver(round)) break;
  }
  return { outcomes, delivered, refused: isolation.refused };
}

/** Whether chunks are left for another reason than a refusal: then another round would fail as well. */
function isOver({ ends }: Round): boolean {
  return ends.some(({ status }) => status === 'unsent') && ends.every(({ status }) => status !== 'refused');
}
