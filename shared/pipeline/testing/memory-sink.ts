import { ALREADY_DELIVERED, DELIVERED, type Deliver, type Outcome, retryable } from '../outcome.ts';
import type { ContractSubject, DestinationFault } from './contract-world.ts';

/**
 * The simplest sink there is: a list in memory.
 * @param idempotent knows a log by its id and answers `alreadyDelivered` for a repeat.
 */
export function createMemorySink({ idempotent }: { readonly idempotent: boolean }): ContractSubject {
  const taken: string[] = [];
  let fault: DestinationFault = 'none';

  const take = (text: string): Outcome => {
    if (typeof fault === 'object' && fault.refuse(text)) return retryable('entry', 'refused');
    if (idempotent && taken.includes(text)) return ALREADY_DELIVERED;
    taken.push(text);
    return DELIVERED;
  };
  const deliver: Deliver = async (logs, { signal }) => {
    if (fault === 'hang') await untilAborted(signal);
    if (fault === 'hang' || fault === 'down') return logs.map(() => retryable('destination', `the sink is ${fault}`));
    return logs.map(({ data }) => take(data.toString()));
  };

  return {
    pipeline: { deliver, recall: idempotent ? 'onFailure' : 'eager' },
    received: () => taken,
    setFault: (next) => {
      fault = next;
    },
  };
}

/** Waits until the invocation has no time left, as a call to a host that never answers does. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
