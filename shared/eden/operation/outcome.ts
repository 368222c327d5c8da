import type { EnvironmentItem } from '../environment/item.ts';
import type { Problem } from '../problem/problem.ts';

/** What a failed run left: nothing was made, all was taken back, or something is journaled for the next run. */
type LeftBehind = 'untouched' | 'undone' | 'unfinished';

/** A run that did not do what it was asked. `retryAfterS` where waiting helps. */
export interface Failed {
  readonly status: 'failed';
  readonly problems: readonly Problem[];
  readonly left: LeftBehind;
  readonly retryAfterS?: number;
  readonly runId?: string;
}

/** What became of a create. */
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
      /** Epoch seconds; absent: never. */
      readonly expiresAt?: number;
    }
  | Failed;

/**
 * What became of a delete or a repair. `absent`: there was nothing to delete; `restored`: a redeploy that died went
 * back to its good state; `left`: nothing was wrong with it (any more).
 */
export type DeleteOutcome =
  | { readonly status: 'deleted' | 'absent' | 'restored' | 'left'; readonly name: string; readonly runId: string }
  | Failed;

/** The answer to whoever finds the environment leased to somebody else. */
export function heldBy(item: EnvironmentItem, nowMs: number): Failed {
  const leftS = Math.max(1, Math.ceil(((item.lease_until ?? nowMs) - nowMs) / 1000));
  const message = `Environment ${item.name} is being changed by ${item.lease_holder ?? 'somebody'} (run ${item.run_id ?? '?'}); its lease ends in ${leftS} s.`;
  return { status: 'failed', problems: [{ code: 'held', message }], left: 'untouched', retryAfterS: leftS };
}
