import type { EnvironmentItem } from '../environment/item.ts';
import type { Problem } from '../problem/problem.ts';

/** The state after a failed run: nothing was made, everything was undone, or something is journaled for the next run. */
type LeftBehind = 'untouched' | 'undone' | 'unfinished';

/** A run that did not do what was asked. `retryAfterS` where waiting helps. */
export interface Failed {
  readonly status: 'failed';
  readonly problems: readonly Problem[];
  readonly left: LeftBehind;
  readonly retryAfterS?: number;
  readonly runId?: string;
  /** End of the run's lease, epoch ms, where it could not be released (AWS refused that too). */
  readonly leasedUntilMs?: number;
}

/** The result of a create. */
export type CreateOutcome =
  | {
      readonly status: 'created' | 'updated';
      /** Resource name, short name and host. */
      readonly name: string;
      readonly environment: string;
      readonly host: string;
      readonly image: string;
      readonly imageDigest: string;
      readonly taskDefinitionArn: string;
      readonly runId: string;
      /** The seed task that was started; how it ends is not waited for. */
      readonly seedTaskArn?: string;
      /** Epoch seconds; absent: never. */
      readonly expiresAt?: number;
    }
  | Failed;

/**
 * The result of a delete or a repair. `absent`: there was nothing to delete; `restored`: a redeploy that crashed was
 * put back to its good state; `left`: there was nothing to repair (any more).
 */
export type DeleteOutcome =
  | { readonly status: 'deleted' | 'absent' | 'restored' | 'left'; readonly name: string; readonly runId: string }
  | Failed;

/** The problem of a run that was ended before its first change. */
export const INTERRUPTED: Problem = { code: 'interrupted', message: 'Interrupted.' };

/** The outcome of a request that was refused before anything was changed. */
export function failedUntouched(problems: readonly Problem[]): Failed {
  return { status: 'failed', problems, left: 'untouched' };
}

/** A run takes seconds, and its lease is longer by far: it must outlast the function. */
const RUN_RETRY_S = 10;

/** The outcome of a run whose environment is leased to another run. */
export function heldByOther(item: EnvironmentItem, nowMs: number): Failed {
  const leftS = Math.max(1, Math.ceil(((item.lease_until ?? nowMs) - nowMs) / 1000));
  const message = `Environment ${item.name} is being changed by ${item.lease_holder ?? 'another run'} (run ${item.run_id ?? '?'}); its lease ends in ${leftS} s.`;
  return { ...failedUntouched([{ code: 'held', message }]), retryAfterS: Math.min(leftS, RUN_RETRY_S) };
}
