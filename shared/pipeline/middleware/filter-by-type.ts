import type { MiddlewareObj } from '@middy/core';
import type { Batch, SelectTargets } from '../batch.ts';
import { type Delivery, ONLY_TARGET } from '../outcome.ts';
import { entryResult, type Result } from '../result.ts';

const countMatch = (batch: Batch, target: string): void => {
  if (target !== ONLY_TARGET) batch.matched.set(target, (batch.matched.get(target) ?? 0) + 1);
};

/** Keeps the logs that someone here wants, as one delivery for each target; the rest is decided: rejected or filtered. */
export const filterByType = (selectTargets: SelectTargets): MiddlewareObj<Batch, unknown> => ({
  before: ({ event: batch }) => {
    const decided: Result[] = [];
    const deliveries: Delivery[] = [];
    for (const validated of batch.validated) {
      if (validated.status === 'rejected') {
        decided.push(entryResult(validated.entry, validated, { status: 'rejected', ...validated.reject }));
        continue;
      }
      const { log } = validated;
      const targets = selectTargets(log);
      if (targets.length === 0) decided.push(entryResult(log.entry, log, { status: 'filtered' }));
      for (const target of targets) {
        countMatch(batch, target);
        deliveries.push({ log, target });
      }
    }
    batch.results = decided;
    batch.deliveries = deliveries;
  },
});
