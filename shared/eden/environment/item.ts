import type { Sleep } from './sleep.ts';
import type { StepId } from './step-id.ts';

/** Range key is the resource name, hash key the profile: as version 0.2.0 of the Python CLI has it. */
export interface ItemKey {
  readonly type: string;
  readonly name: string;
}

/** The state of one step, and the ARNs that belong to it. */
export interface JournalEntry {
  readonly state: 'intended' | 'made' | 'undoing' | 'undone';
  /** Resources of the step: one ARN, or all ACTIVE revisions. */
  readonly arns?: readonly string[];
  /** Of a seed task: it is started once with it. */
  readonly token?: string;
}

/** step → its entry. */
type Journal = Partial<Readonly<Record<StepId, JournalEntry>>>;

/** `creating`: was never ready; `updating`: a redeploy is under way; an older eden's item has none. */
type EnvironmentStatus = 'creating' | 'updating' | 'ready' | 'deleting';

/**
 * An environment in the table. The Python eden writes and reads the first block; the rest is this eden's.
 * Times: `last_updated` and `expires_at` in epoch seconds, `lease_until` in epoch ms.
 */
export interface EnvironmentItem extends ItemKey {
  readonly kind?: string;
  readonly last_updated?: number;
  readonly last_updated_time?: string;
  /** The host name. */
  readonly endpoint?: string;

  readonly status?: EnvironmentStatus;
  /** The short name. */
  readonly environment?: string;
  /** The name that the environment was asked for by, as it was given; absent in items of earlier versions. */
  readonly given_name?: string;
  /** The profile's fields as JSON; delete, undo and reaper use it. */
  readonly resolved_profile?: string;
  readonly profile_source?: string;
  /** The group with which it was made. */
  readonly group?: string;
  /** Number of the pull request that it was made for. */
  readonly pr?: string;
  readonly listener_arn?: string;
  readonly image?: string;
  readonly image_digest?: string;
  readonly expires_at?: number;
  /** Seconds by which each deployment renews it; absent: it never expires, or an earlier version wrote the item. */
  readonly ttl?: number;
  /** The idle time that was given for this environment alone: `2h`, `none`; absent: its profile's. */
  readonly idle_after?: string;
  /** Names of what was given for this environment over its profile: `desired_count`, `environment.<NAME>`. */
  readonly overrides?: readonly string[];
  /** Absent: it is awake. Read it with `sleepOf`. */
  readonly sleep?: Sleep;
  /** When it was last woken, epoch seconds: its idle time starts then. */
  readonly woken_at?: number;
  readonly journal?: Journal;
  /** The state to go back to, as JSON, while a redeploy is under way. */
  readonly good?: string;
  /** Made by an older eden: its resources carry no `eden:` tags, only the item says that they are eden's. */
  readonly adopted?: boolean;
  readonly lease_until?: number;
  readonly lease_holder?: string;
  readonly run_id?: string;
}

/** Reads an item; undefined when there is none. */
export type GetItem = (key: ItemKey) => Promise<EnvironmentItem | undefined>;

/** Attributes to set and to remove; a `journal.<step>` path sets one entry of the journal. */
export interface ItemPatch {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}

/** No lease is longer, in ms: a function runs for 15 minutes at most, and clocks differ by less than the rest. */
export const MAX_LEASE_MS = 3_600_000;

/** The attributes of a lease; both are removed when it is released. */
export const LEASE_ATTRIBUTES: readonly string[] = ['lease_until', 'lease_holder'];
