/**
 * Measures one quantity (bytes of output, entries) against a limit a record and a limit a batch. A record that finds
 * the batch's share used up can wait for a batch of its own; a record that no batch could hold never waits, so that
 * no stream stops.
 */
export interface Meter {
  /** A new record begins. */
  readonly startRecord: () => void;
  /** How much may be used now. */
  readonly allowance: () => number;
  /** Uses some, of the record's share and of the batch's. */
  readonly spend: (amount: number) => void;
  /** Uses `amount` if so much is allowed now. @returns whether it is. */
  readonly claim: (amount: number) => boolean;
  /** Uses some of the record's share whose result is not kept: it bounds the work, and takes nothing from the batch. */
  readonly forfeit: (amount: number) => void;
  /** Some that was used is not kept: the batch has it again. The record has not, which bounds the work. */
  readonly release: (amount: number) => void;
  /** Whether the record would be allowed more at the start of a batch. */
  readonly canWait: () => boolean;
}

/** @param limits of one record and of one batch, in the unit of the quantity. */
export function createMeter(limits: { readonly record: number; readonly batch: number }): Meter {
  const recordLimit = Math.min(limits.record, limits.batch);
  let batchLeft = limits.batch;
  let recordLeft = recordLimit;
  let isFresh = true;
  const canWait = (): boolean => !isFresh && batchLeft < recordLeft;
  const allowance = (): number => (canWait() ? Math.max(0, batchLeft) : recordLeft);
  const spend = (amount: number): void => {
    recordLeft -= amount;
    batchLeft -= amount;
  };
  return {
    startRecord: () => {
      recordLeft = recordLimit;
      isFresh = batchLeft === limits.batch;
    },
    allowance,
    spend,
    claim: (amount) => {
      const fits = amount <= allowance();
      if (fits) spend(amount);
      return fits;
    },
    forfeit: (amount) => {
      recordLeft -= amount;
    },
    release: (amount) => {
      batchLeft += amount;
    },
    canWait,
  };
}
