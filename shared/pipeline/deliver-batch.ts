import { errorText } from '../errors/error-text.ts';
import type { DeliveredBatch, RoutedBatch } from './batch.ts';
import {
  type Deliver,
  type DeliverContext,
  type Delivery,
  ONLY_TARGET,
  type Outcome,
  type RetryScope,
  retryable,
} from './outcome.ts';
import { deliveryResult, type Result } from './result.ts';

/** Delivers the logs of a batch to all of their targets. */
export type DeliverBatch = (batch: RoutedBatch) => Promise<DeliveredBatch>;

/** Options of {@link createDeliverBatch}. */
export interface DeliverOptions {
  readonly deliver: Deliver;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly createSignal: (ms: number) => AbortSignal;
}

/** Counts and problems of the deliveries, while they run. */
interface Tally {
  bytesOut: number;
  readonly problems: string[];
}

/**
 * Hands the deliveries of a batch to the service, side by side, and takes one outcome for each log of each. No target
 * waits for another, and what one took is not sent again because another failed. Results are in the order of the
 * deliveries: they do not depend on which one ended first.
 */
export function createDeliverBatch(options: DeliverOptions): DeliverBatch {
  return async ({ deliveries, ...batch }) => {
    const open = deliveries.filter(({ logs }) => logs.length > 0);
    if (open.length === 0) return { ...batch, confirmed: [], bytesOut: 0, deliveryMs: 0, problems: [] };
    const startedAtMs = options.now();
    const tally: Tally = { bytesOut: 0, problems: [] };
    const context = contextOf(batch, options, tally);
    const outcomes = await Promise.all(
      open.map((delivery) => outcomesOf(delivery, options.deliver, { ...context, target: delivery.target }, tally)),
    );
    const answered = open.map((delivery, index) => ({ delivery, outcomes: outcomes[index] ?? [] }));
    return {
      ...batch,
      confirmed: answered.filter(isConfirmed).map(({ delivery }) => delivery),
      results: [...batch.results, ...answered.filter((one) => !isConfirmed(one)).flatMap(resultsOf)],
      bytesOut: tally.bytesOut,
      deliveryMs: options.now() - startedAtMs,
      problems: tally.problems,
    };
  };
}

function contextOf(
  { remainingMs }: Pick<RoutedBatch, 'remainingMs'>,
  { now, createSignal }: DeliverOptions,
  tally: Tally,
): Omit<DeliverContext, 'target'> {
  return {
    now,
    remainingMs,
    signal: createSignal(Math.max(0, remainingMs())),
    countBytesOut: (bytes) => {
      tally.bytesOut += bytes;
    },
  };
}

/** The outcomes of a delivery. Where `deliver` throws nothing is known: everything is tried again. */
async function outcomesOf(
  { target, logs }: Delivery,
  deliver: Deliver,
  context: DeliverContext,
  { problems }: Tally,
): Promise<readonly Outcome[]> {
  try {
    const outcomes = await deliver(logs, context);
    if (outcomes.length !== logs.length) {
      problems.push(`${delivering(target)} answered ${outcomes.length} outcomes for ${logs.length} logs`);
    }
    return outcomes;
  } catch (cause) {
    const error = `${delivering(target)} failed: ${errorText(cause)}`;
    problems.push(error);
    const outcome = retryable('destination', error);
    return logs.map(() => outcome);
  }
}

/** `deliver`, with its target where there are several. */
function delivering(target: string): string {
  return target === ONLY_TARGET ? 'deliver' : `deliver to ${target}`;
}

const RETRY_SCOPES: readonly RetryScope[] = ['entry', 'destination', 'unclear', 'postponed'];

interface Answered {
  readonly delivery: Delivery;
  readonly outcomes: readonly (Outcome | undefined)[];
}

/** A loop: `every` steps over the holes of an array, and a log without an outcome is not delivered. */
function isConfirmed({ delivery: { logs }, outcomes }: Answered): boolean {
  for (let index = 0; index < logs.length; index++) if (outcomes[index]?.status !== 'delivered') return false;
  return outcomes.length === logs.length;
}

function resultsOf({ delivery: { target, logs }, outcomes }: Answered): readonly Result[] {
  return logs.map((log, index) => deliveryResult(log, target, knownOutcome(outcomes[index])));
}

/** A program without types may answer anything: what is no outcome says nothing about the log, which is tried again. */
function knownOutcome(outcome: Outcome | undefined): Outcome {
  switch (outcome?.status) {
    case 'delivered':
    case 'alreadyDelivered':
    case 'rejected':
      return outcome;
    case 'retryable':
      return RETRY_SCOPES.includes(outcome.scope) ? outcome : retryable('destination', outcome.error);
    case undefined:
      return retryable('destination', 'deliver gave no outcome for it');
    default: {
      const { status } = outcome as { readonly status: unknown }; // the types know no other one
      return retryable('destination', `deliver answered status ${String(status)}, which no outcome has`);
    }
  }
}
