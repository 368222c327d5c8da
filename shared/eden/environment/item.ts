import type { ResourceRecordSet } from '../aws/types.ts';
import type { TargetGroupSettings } from '../target-group/clone.ts';
import type { StepId } from './step-id.ts';

/** Range key is the resource name, hash key the profile: as version 0.2.0 of the Python CLI has it. */
export interface ItemKey {
  readonly type: string;
  readonly name: string;
}

/** What a run was about to do, or did, in one step. */
export interface JournalEntry {
  readonly state: 'intended' | 'made' | 'undoing' | 'undone';
  /** What the step made: one ARN, or all ACTIVE revisions. */
  readonly arns?: readonly string[];
}

/** step → its entry. */
type Journal = Partial<Readonly<Record<StepId, JournalEntry>>>;

/** The state a failed redeploy goes back to: what stood there when the environment was last known to be good. */
export interface GoodState {
  readonly targetGroupArn?: string;
  /** Absent where a run of before this was kept wrote it: then they stay as they are. */
  readonly targetGroup?: TargetGroupSettings;
  readonly ruleArns: readonly string[];
  readonly service?: { readonly taskDefinition: string; readonly desiredCount: number };
  readonly revisions: readonly string[];
  readonly records: readonly ResourceRecordSet[];
  /** The endpoint's value in the Environments JSON. */
  readonly endpoint?: string;
}

/** `creating`: never was ready; `updating`: a redeploy is under way; an older eden's item has none. */
type EnvironmentStatus = 'creating' | 'updating' | 'ready' | 'deleting';

/**
 * An environment in the table. The first block is what the Python eden writes and reads; the rest is ours.
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
  /** The profile's fields as JSON; delete, undo and reaper work from it. */
  readonly resolved_profile?: string;
  readonly profile_source?: string;
  readonly listener_arn?: string;
  readonly image?: string;
  readonly image_digest?: string;
  readonly expires_at?: number;
  readonly journal?: Journal;
  /** {@link GoodState} as JSON, while a redeploy is under way. */
  readonly good?: string;
  /** Made by an older eden: its resources carry no tags of ours, the item alone says whose they are. */
  readonly adopted?: boolean;
  readonly lease_until?: number;
  readonly lease_holder?: string;
  readonly run_id?: string;
}

/** Attributes to set and to remove; a `journal.<step>` path sets one entry of the journal. */
export interface ItemPatch {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
}
