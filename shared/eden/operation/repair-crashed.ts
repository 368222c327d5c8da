import type { EnvironmentItem } from '../environment/item.ts';
import type { EdenDeps } from '../run/run.ts';
import { repairEnvironment } from './delete.ts';
import type { DeleteOutcome } from './outcome.ts';
import { phaseOf } from './start-run.ts';

/**
 * Finishes or takes back whatever runs that died have left in the table, one environment after another.
 * @throws AwsCallError when the table cannot be listed: then nothing was touched.
 */
export async function sweepCrashed(deps: EdenDeps): Promise<readonly DeleteOutcome[]> {
  const items = await deps.aws.scanEnvironments();
  const outcomes: DeleteOutcome[] = [];
  for (const item of items.filter((found) => isCrashed(found, deps.clock.now()))) {
    outcomes.push(await repairEnvironment(deps, item, 'repair'));
  }
  return outcomes;
}

/**
 * Whether a run died on this environment, or left it half done, and nobody works on it now. An item that no run of ours
 * ever took is somebody else's.
 */
export function isCrashed(item: EnvironmentItem, nowMs: number): boolean {
  const isHeld = item.lease_until !== undefined && item.lease_until >= nowMs;
  const phase = phaseOf(item);
  const isWhole = (phase === 'ready' || phase === 'adopted') && item.lease_until === undefined;
  const isForeign = phase === 'fresh' && item.run_id === undefined;
  return !isHeld && !isWhole && !isForeign;
}
