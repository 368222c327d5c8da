import type { ItemKey, ItemPatch, JournalEntry } from './item.ts';
import { type Clock, LeaseLost, type LeasePolicy } from './lease.ts';
import { type EdenState, maxCallMs } from './ports.ts';
import type { StepId } from './steps/order.ts';

/** What a run writes into its item while it goes on. */
export interface Journal {
  /** Writes the intent, with all that is noted so far, and returns once it is stored. */
  readonly intend: (step: StepId, entry: JournalEntry) => Promise<void>;
  /** Keeps a result; it travels with the next write. */
  readonly note: (step: StepId, entry: JournalEntry) => void;
  /** Keeps attributes of the item; they travel with the next write. */
  readonly set: (fields: Readonly<Record<string, unknown>>) => void;
  /** Stores what is noted and these attributes; with `release` the lease goes in the same write. */
  readonly commit: (fields: Readonly<Record<string, unknown>>, remove: readonly string[]) => Promise<void>;
  /** Throws {@link LeaseLost} when a call started now could outlast the lease. */
  readonly assertHeld: () => void;
  /** Renews a lease that is more than a third spent, where the policy renews. */
  readonly touch: () => Promise<void>;
  /** What the run knows about a step, stored or not. */
  readonly entry: (step: StepId) => JournalEntry | undefined;
}

/** What a journal needs. `leaseUntilMs` is the end of the lease that the run was given. */
export interface JournalOptions {
  readonly key: ItemKey;
  readonly runId: string;
  readonly writeItem: EdenState['writeItem'];
  readonly clock: Clock;
  readonly policy: LeasePolicy;
  readonly leaseUntilMs: number;
  readonly entries: Partial<Readonly<Record<StepId, JournalEntry>>>;
}

/**
 * Creates the journal of a run. Writes go one after another and take along all that gathered meanwhile, so steps that
 * run side by side share them: a result and the next step's intent are one call.
 */
export function createJournal(options: JournalOptions): Journal {
  const { clock, policy } = options;
  const entries: Partial<Record<StepId, JournalEntry>> = { ...options.entries };
  let leaseUntilMs = options.leaseUntilMs;
  let isLost = false;
  let pending: Record<string, unknown> = {};
  let removals: string[] = [];
  let queued: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();

  const assertHeld = (): void => {
    if (isLost) throw new LeaseLost(`another run took over ${options.key.name}`);
    if (clock.now() + maxCallMs > leaseUntilMs) {
      isLost = true;
      throw new LeaseLost(`the lease on ${options.key.name} is about to end`);
    }
  };

  const write = async (): Promise<void> => {
    queued = undefined;
    assertHeld();
    const untilMs = clock.now() + policy.durationMs;
    const isReleased = removals.includes('lease_until');
    const noted = pending;
    const patch: ItemPatch = {
      set: { ...noted, ...(policy.renews && !isReleased && { lease_until: untilMs }) },
      remove: removals,
    };
    pending = {};
    removals = [];
    const written = await options.writeItem(options.key, options.runId, patch).catch((error: unknown) => {
      pending = { ...noted, ...pending };
      throw error;
    });
    if (written === 'lost') isLost = true;
    if (isLost) throw new LeaseLost(`another run took over ${options.key.name}`);
    if (policy.renews) leaseUntilMs = untilMs;
  };

  /** One write at a time; all callers that wait for the same one share its fate. */
  const flush = (): Promise<void> => {
    queued ??= running.then(write);
    const mine = queued;
    running = mine.catch(() => {});
    return mine;
  };

  const record = (step: StepId, entry: JournalEntry): void => {
    entries[step] = entry;
    pending[`journal.${step}`] = entry;
  };

  return {
    intend: (step, entry) => {
      record(step, entry);
      return flush();
    },
    note: record,
    set: (fields) => {
      Object.assign(pending, fields);
    },
    commit: (fields, remove) => {
      Object.assign(pending, fields);
      removals.push(...remove);
      return flush();
    },
    assertHeld,
    touch: () => {
      const isFresh = leaseUntilMs - clock.now() > (policy.durationMs * 2) / 3;
      return policy.renews && !isFresh ? flush() : Promise.resolve();
    },
    entry: (step) => entries[step],
  };
}
