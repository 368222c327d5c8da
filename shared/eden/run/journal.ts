import { type EdenState, MAX_CALL_MS } from '../aws/ports.ts';
import type { ItemKey, JournalEntry } from '../environment/item.ts';
import type { StepId } from '../environment/step-id.ts';
import { type Clock, followLease, type LeasePolicy } from '../lease/lease.ts';

/** The journal of a run, in its item. */
export interface Journal {
  /** Writes the intent, with all that is noted so far, and returns once it is stored. */
  readonly intend: (step: StepId, entry: JournalEntry) => Promise<void>;
  /** Keeps a result; it travels with the next write. */
  readonly note: (step: StepId, entry: JournalEntry) => void;
  /** Keeps attributes of the item; they travel with the next write. */
  readonly set: (fields: Readonly<Record<string, unknown>>) => void;
  /** Stores what is noted and these attributes; with `release` the lease goes in the same write. */
  readonly commit: (
    fields: Readonly<Record<string, unknown>>,
    remove: readonly string[],
    /** Writes it instead of the journal's own port. */
    writeItem?: EdenState['writeItem'],
  ) => Promise<void>;
  /** Throws {@link LeaseLost} when a call started now could outlast the lease. */
  readonly assertHeld: () => void;
  /** Renews a lease that is more than a third spent, where the policy renews. */
  readonly touch: () => Promise<void>;
  /** End of the lease as it is stored, epoch ms; undefined once it is released. */
  readonly leasedUntilMs: () => number | undefined;
  /** The item is deleted, and the lease with it. */
  readonly forget: () => void;
  /** The latest entry of a step, stored or not. */
  readonly entry: (step: StepId) => JournalEntry | undefined;
}

/** Options of {@link createJournal}. `leaseUntilMs` is the end of the run's lease, epoch ms. */
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
  const { key, clock, policy, leaseUntilMs: untilMs } = options;
  const lease = followLease({ clock, policy, untilMs, callMs: MAX_CALL_MS, name: key.name });
  const entries: Partial<Record<StepId, JournalEntry>> = { ...options.entries };
  let pending: Record<string, unknown> = {};
  let removals: readonly string[] = [];
  let { writeItem } = options;

  const write = async (): Promise<void> => {
    lease.assertHeld();
    const [noted, remove] = [without(pending, removals), removals];
    [pending, removals] = [{}, []];
    const renewedMs = remove.includes('lease_until') ? undefined : lease.renewedUntilMs();
    const patch = { set: { ...noted, ...(renewedMs !== undefined && { lease_until: renewedMs }) }, remove };
    const written = await writeItem(key, options.runId, patch).catch((error: unknown) => {
      pending = { ...noted, ...pending };
      throw error;
    });
    if (written === 'lost') lease.lose();
    if (renewedMs !== undefined) lease.extend(renewedMs);
    if (remove.includes('lease_until')) lease.release();
  };
  const flush = oneAtATime(write);
  const note = (step: StepId, entry: JournalEntry): void => {
    entries[step] = entry;
    pending[`journal.${step}`] = entry;
  };

  return {
    note,
    intend: (step, entry) => {
      note(step, entry);
      return flush();
    },
    set: (fields) => void Object.assign(pending, fields),
    commit: (fields, remove, by = options.writeItem) => {
      Object.assign(pending, fields);
      removals = [...removals, ...remove];
      writeItem = by;
      return flush().finally(() => {
        writeItem = options.writeItem;
      });
    },
    assertHeld: lease.assertHeld,
    touch: () => (lease.isDue() ? flush() : Promise.resolve()),
    leasedUntilMs: lease.storedUntilMs,
    forget: lease.release,
    entry: (step) => entries[step],
  };
}

/** Leaves out what is removed in the same write, as an earlier write that failed has left it: DynamoDB refuses both at once. */
function without(noted: Readonly<Record<string, unknown>>, removed: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(noted).filter(([attribute]) => !removed.includes(attribute)));
}

/** Runs `write` once at a time; all who ask while one is under way share the next one and its fate. */
function oneAtATime(write: () => Promise<void>): () => Promise<void> {
  let queued: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  return () => {
    queued ??= running.then(() => {
      queued = undefined;
      return write();
    });
    const mine = queued;
    running = mine.catch(() => {});
    return mine;
  };
}
