import type { ClosedBatch, SettledBatch } from '../batch.ts';
import { ledgerOf } from '../ledger.ts';

/** Ledger close: counts every entry by its outcome. */
export function closeLedger(batch: SettledBatch): ClosedBatch {
  return { ...batch, ledger: ledgerOf(batch) };
}
