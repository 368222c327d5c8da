import type { Batch } from './batch.ts';
import { DELIVERED, type Deliver, type DeliverContext, type Outcome } from './outcome.ts';
import { deliveryResult } from './result.ts';
import { sentenceOf } from './sentence-of.ts';

/** What delivering needs beside the batch. */
export interface DeliverOptions {
  readonly deliver: Deliver;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly createSignal: (ms: number) => AbortSignal;
}

const retryLater = (error: string): Outcome => ({ status: 'retryable', scope: 'destination', error });

const contextOf = (batch: Batch, options: DeliverOptions): DeliverContext => ({
  now: options.now,
  remainingMs: batch.remainingMs,
  signal: options.createSignal(Math.max(0, batch.remainingMs())),
  countBytesOut: (bytes) => {
    batch.bytesOut += bytes;
  },
});

/** What a throwing `deliver` leaves behind is unknown: everything is tried again. */
const outcomesOf = async (batch: Batch, options: DeliverOptions): Promise<readonly Outcome[]> => {
  try {
    const outcomes = await options.deliver(batch.deliveries, contextOf(batch, options));
    if (outcomes.length !== batch.deliveries.length) {
      batch.problems.push(`deliver answered ${outcomes.length} outcomes for ${batch.deliveries.length} deliveries`);
    }
    return outcomes;
  } catch (cause) {
    batch.problems.push(`deliver failed: ${sentenceOf(cause)}`);
    return batch.deliveries.map(() => retryLater(`deliver failed: ${sentenceOf(cause)}`));
  }
};

const isAllDelivered = ({ deliveries }: Batch, outcomes: readonly Outcome[]): boolean =>
  outcomes.length === deliveries.length && outcomes.every(({ status }) => status === 'delivered');

/** Gives the deliveries that were all confirmed a result each, for who must look at every one. */
export const bookDelivered = (batch: Batch): void => {
  const results = batch.delivered.map((delivery) => deliveryResult(delivery, DELIVERED));
  batch.results = [...batch.results, ...results];
  batch.delivered = [];
};

/** The core of the chain: hands the deliveries to the service and books one outcome for each. */
export const createDeliverBatch =
  (options: DeliverOptions) =>
  async (batch: Batch): Promise<void> => {
    if (batch.deliveries.length === 0) return;
    const startedAtMs = options.now();
    const outcomes = await outcomesOf(batch, options);
    batch.deliveryMs = options.now() - startedAtMs;
    if (isAllDelivered(batch, outcomes)) {
      batch.delivered = batch.deliveries;
      return;
    }
    const delivered = batch.deliveries.map((delivery, index) =>
      deliveryResult(delivery, outcomes[index] ?? retryLater('deliver gave no outcome for it')),
    );
    batch.results = [...batch.results, ...delivered];
  };
