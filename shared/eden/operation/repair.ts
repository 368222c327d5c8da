import type { EnvironmentItem, ItemKey } from '../environment/item.ts';
import { locateItem } from '../environment/locate-item.ts';
import { isCrashed, phaseOf } from '../environment/phase.ts';
import { takeLease } from '../lease/take-lease.ts';
import { attempt } from '../problem/attempt.ts';
import type { EdenDeps } from '../run/run.ts';
import { type DeleteOutcome, failedUntouched } from './outcome.ts';
import { removeEnvironment } from './remove.ts';

/**
 * Repairs every environment of the table whose run crashed, one after another.
 * @throws AwsCallError when the table cannot be listed: then nothing was changed.
 */
export async function repairCrashed(deps: EdenDeps): Promise<readonly DeleteOutcome[]> {
  const items = await deps.aws.scanEnvironments();
  const outcomes: DeleteOutcome[] = [];
  for (const item of items.filter((found) => isCrashed(found, deps.clock.now()))) {
    outcomes.push(await repairEnvironment(deps, item, 'repair'));
  }
  return outcomes;
}

/**
 * Finishes the work of a crashed run (`repair`: a first create is undone, a redeploy is put back to its good state, a
 * delete is finished), or deletes an expired environment (`expire`). The item decides once its lease is taken: another
 * run may have finished or prolonged the environment since it was listed.
 */
export async function repairEnvironment(
  deps: EdenDeps,
  item: EnvironmentItem,
  reason: 'repair' | 'expire',
): Promise<DeleteOutcome> {
  const target = locateItem(item);
  const key: ItemKey = { type: item.type, name: item.name };
  if (target.status === 'invalid') {
    return phaseOf(item) === 'fresh' ? await deleteEmptyItem(deps, key) : failedUntouched(target.problems);
  }
  return await removeEnvironment(deps, { ...target, reason });
}

/** Deletes an item whose run crashed before it wrote anything but the lease. */
async function deleteEmptyItem(deps: EdenDeps, key: ItemKey): Promise<DeleteOutcome> {
  const runId = deps.newRunId();
  const absent: DeleteOutcome = { status: 'absent', name: key.name, runId };
  const deleted = await attempt(async (): Promise<DeleteOutcome> => {
    const { taken } = await takeLease(deps, { key, runId, mayCreate: false, set: {} });
    if (taken.status !== 'taken' || phaseOf(taken.before) !== 'fresh') return absent;
    await deps.aws.deleteItem(key, runId);
    return { status: 'deleted', name: key.name, runId };
  });
  return deleted.status === 'ok' ? deleted.value : failedUntouched(deleted.problems);
}
