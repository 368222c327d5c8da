import { DELIVERED, type Deliver, type Outcome } from '../../shared/pipeline/outcome.ts';
import type { SendChunks } from './forward/forward-client.ts';
import { type ChunkSettings, chunkLogs } from './forward-chunk.ts';

/** What fluent-sink needs to deliver. */
export interface DeliverOptions {
  readonly chunks: ChunkSettings;
  readonly send: SendChunks;
  /** `false`: what is delivered has not been confirmed by an ack, and is counted. */
  readonly requireAck: boolean;
  /** Hears how many logs went out without an ack (metric `LogsUnconfirmed`). */
  readonly countUnconfirmed: (logs: number) => void;
}

const POSTPONED: Outcome = {
  status: 'retryable',
  scope: 'postponed',
  error: 'the invocation had no time left to send it',
};

/**
 * Sends logs to the first receiver that takes them. A log is delivered when the receiver has acknowledged its chunk;
 * a receiver that does not answer as it should is the destination's fault, never the log's.
 */
export const createDeliver =
  ({ chunks: settings, send, requireAck, countUnconfirmed }: DeliverOptions): Deliver =>
  async (deliveries, context) => {
    const { chunks, rejects } = chunkLogs(
      deliveries.map(({ log }) => log),
      settings,
    );
    const { confirmed, tried, failures } = await send(chunks, context);
    const failed: Outcome = tried
      ? { status: 'retryable', scope: 'destination', error: `no receiver took it: ${failures.join('; ')}` }
      : POSTPONED;
    const outcomes = new Array<Outcome>(deliveries.length);
    for (const [position, reject] of rejects) outcomes[position] = { status: 'rejected', ...reject };
    for (const chunk of chunks) {
      const isConfirmed = confirmed.has(chunk);
      for (const position of chunk.members) outcomes[position] = isConfirmed ? DELIVERED : failed;
      if (isConfirmed && !requireAck) countUnconfirmed(chunk.members.length);
    }
    return outcomes;
  };
