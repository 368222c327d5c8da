import { sentenceOf } from '../errors/sentence-of.ts';
import type { Batch } from './batch.ts';
import { type Deliver, type DeliverContext, ONLY_TARGET, type Outcome, retryable, type Shipment } from './outcome.ts';
import { deliveredResults, deliveryResult } from './result.ts';

/** What delivering needs beside the batch. */
export interface DeliverOptions {
  readonly deliver: Deliver;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly createSignal: (ms: number) => AbortSignal;
}

/** What the shipments of a batch have in common; each gets its target. */
type SharedContext = Omit<DeliverContext, 'target'>;

/** Gives the logs of the shipments that were confirmed whole a result each, for who must look at every one. */
export function bookDelivered(batch: Batch): void {
  batch.results = [...batch.results, ...deliveredResults(batch.delivered)];
  batch.delivered = [];
}

/**
 * The core of the chain: hands the shipments to the service, side by side, and books one outcome for each log of
 * each. No target waits for another, and what one took is not sent again because another failed. The books are in the
 * order of the shipments: what is written of them does not depend on who was done first.
 */
export function createDeliverBatch(options: DeliverOptions) {
  return async (batch: Batch): Promise<void> => {
    const shipments = batch.shipments.filter(({ logs }) => logs.length > 0);
    if (shipments.length === 0) return;
    const startedAtMs = options.now();
    const context = contextOf(batch, options);
    const deliver = (logs: Shipment['logs'], target: string) => options.deliver(logs, { ...context, target });
    const outcomes = await Promise.all(shipments.map((shipment) => outcomesOf(batch, shipment, deliver)));
    for (const [place, shipment] of shipments.entries()) book(batch, shipment, outcomes[place] ?? []);
    batch.deliveryMs = options.now() - startedAtMs;
  };
}

function contextOf(batch: Batch, options: DeliverOptions): SharedContext {
  return {
    now: options.now,
    remainingMs: batch.remainingMs,
    signal: options.createSignal(Math.max(0, batch.remainingMs())),
    countBytesOut: (bytes) => {
      batch.bytesOut += bytes;
    },
  };
}

/** What a throwing `deliver` leaves behind is unknown: everything is tried again. */
async function outcomesOf(
  batch: Batch,
  { target, logs }: Shipment,
  deliver: (logs: Shipment['logs'], target: string) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  try {
    const outcomes = await deliver(logs, target);
    if (outcomes.length !== logs.length) {
      batch.problems.push(`${delivering(target)} answered ${outcomes.length} outcomes for ${logs.length} logs`);
    }
    return outcomes;
  } catch (cause) {
    const error = `${delivering(target)} failed: ${sentenceOf(cause)}`;
    batch.problems.push(error);
    const outcome = retryable('destination', error);
    return logs.map(() => outcome);
  }
}

/** `deliver`, with its target where there are several. */
function delivering(target: string): string {
  return target === ONLY_TARGET ? 'deliver' : `deliver to ${target}`;
}

function book(batch: Batch, shipment: Shipment, outcomes: readonly Outcome[]): void {
  if (isAllDelivered(shipment, outcomes)) {
    batch.delivered = [...batch.delivered, shipment];
    return;
  }
  const results = shipment.logs.map((log, index) =>
    deliveryResult(log, shipment.target, outcomes[index] ?? retryable('destination', 'deliver gave no outcome for it')),
  );
  batch.results = [...batch.results, ...results];
}

/** A loop: `every` steps over the holes of an array, and a log without an outcome is not delivered. */
function isAllDelivered({ logs }: Shipment, outcomes: readonly (Outcome | undefined)[]): boolean {
  for (let index = 0; index < logs.length; index++) if (outcomes[index]?.status !== 'delivered') return false;
  return outcomes.length === logs.length;
}
