import { DELIVERED, type Outcome, rejected, retryable } from '../../shared/pipeline/outcome.ts';
import { type Group, isProven } from './isolation.ts';
import type { Round } from './send-round.ts';

/**
 * Writes the outcomes of a round.
 * @returns the number of logs that a receiver has confirmed.
 */
export function settleRound(outcomes: Outcome[], { ends, rejects, tried, failures }: Round): number {
  for (const [index, { code, error }] of rejects) outcomes[index] = rejected(code, error);
  const failure = tried
    ? retryable('destination', `no receiver took it: ${failures.join('; ')}`)
    : retryable('postponed', 'the invocation had no time left to send it');
  let confirmed = 0;
  for (const { status, indexes } of ends) {
    if (status === 'confirmed') confirmed += indexes.length;
    for (const index of indexes) {
      if (status === 'confirmed') outcomes[index] = DELIVERED;
      // A refusal of an earlier round remains if this round had no time left.
      else if (tried || outcomes[index] === undefined) outcomes[index] = failure;
    }
  }
  return confirmed;
}

/**
 * The outcome of a log at which a receiver closed the connection.
 * - with evidence: `entry`. The receiver refuses this log.
 * - without: `unclear`. It waits, unless an earlier invocation had evidence.
 * - several logs, none of them delivered: `destination`. The receiver takes nothing.
 */
export function readRefusal(
  group: Group,
  { isOnly, someDelivered }: { readonly isOnly: boolean; readonly someDelivered: boolean },
): Outcome {
  const error = group.refusals?.error ?? 'no failure';
  if (isProven(group)) return retryable('entry', `a receiver closes the connection at this log: ${error}`);
  return retryable(isOnly || someDelivered ? 'unclear' : 'destination', `no receiver took it: ${error}`);
}
