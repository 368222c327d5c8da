import type { MiddlewareObj } from '@middy/core';
import type { Batch, SelectTargets } from '../batch.ts';
import { type Delivery, ONLY_TARGET } from '../outcome.ts';
import { entryResult, FILTERED, type Result } from '../result.ts';

const countMatch = (batch: Batch, target: string): void => {
  if (target !== ONLY_TARGET) batch.matched.set(target, (batch.matched.get(target) ?? 0) + 1);
};

/** Keeps the logs that someone here wants, as one delivery for each target, side by side; the rest is decided: filtered. */
export const filterByType = (selectTargets: SelectTargets): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    const filtered: Result[] = [];
    const deliveries: Delivery[] = [];
    for (const log of batch.logs) {
      const targets = selectTargets(log);
      if (targets.length === 0) filtered.push(entryResult(log.entry, log, FILTERED));
      for (const target of targets) {
        countMatch(batch, target);
        deliveries.push({ log, target });
      }
    }
    batch.results = [...batch.results, ...filtered];
    batch.deliveries = deliveries;
    batch.logs = [];
  },
});
