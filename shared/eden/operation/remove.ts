import type { Located } from '../environment/locate.ts';
import { phaseOf } from '../environment/phase.ts';
import { attempt } from '../problem/attempt.ts';
import { readGoodState } from '../run/good-state.ts';
import { itemProblem, namedByOther } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { endLegacyItem, endUndone, endUntouched, failedAfterUndo, releaseLease, whileLeased } from './end-run.ts';
import { type DeleteOutcome, INTERRUPTED } from './outcome.ts';
import { startRun } from './start-run.ts';

/** The environment to remove, and why: on request, because its run crashed, or because it expired. */
export interface Removal {
  readonly located: Located;
  readonly profile: Run['profile'];
  readonly fields: Run['fields'];
  readonly reason: 'delete' | 'repair' | 'expire';
}

/** Removes a located environment, or puts back a crashed redeploy. The item, once it is leased, decides which. */
export async function removeEnvironment(deps: EdenDeps, removal: Removal): Promise<DeleteOutcome> {
  const { located, profile, fields, reason } = removal;
  const isKnown = located.item !== undefined || located.legacy !== undefined;
  const absent: DeleteOutcome = { status: 'absent', name: located.names.resource, runId: '' };
  if (!isKnown) return absent;
  const mayCreate = located.item === undefined;
  const started = await startRun(deps, { located, profile, fields, mayCreate, prefers: 'item' });
  if (started.status === 'missing') return absent;
  if (started.status === 'failed') return started;
  const { run } = started;
  return await whileLeased(run, () => performRemoval(run, reason));
}

async function performRemoval(run: Run, reason: Removal['reason']): Promise<DeleteOutcome> {
  const other = (reason === 'delete' ? namedByOther(run) : undefined) ?? itemProblem(run);
  if (other !== undefined) return await endUntouched(run, [other]);
  const phase = phaseOf(run.before);
  const isWhole = phase === 'ready' || phase === 'adopted';
  const isDue = (run.before?.expires_at ?? Number.POSITIVE_INFINITY) <= run.deps.clock.now() / 1000;
  if ((reason === 'repair' && isWhole) || (reason === 'expire' && !isDue)) return await leave(run);
  const isRollback = reason === 'repair' && phase === 'updating' && run.before?.good !== undefined;
  const stored = readGoodState(isRollback ? run.before : undefined);
  if (stored.status === 'unreadable') return await endUntouched(run, [stored.problem]);
  const { isInterrupted } = run.deps;
  if (isInterrupted?.() === true) return await endUntouched(run, [INTERRUPTED]);
  const { good } = stored;
  if (good === undefined) run.journal.set({ status: 'deleting', ...(run.isAdopted && adoptedAttributes(run)) });
  const untilMs = run.deps.deadline?.undoUntilMs;
  const host = run.before?.endpoint;
  const target = { good, host, listenerArn: run.before?.listener_arn, untilMs, isStopped: isInterrupted };
  const undone = await endUndone(run, target);
  if (undone.status === 'refused') return failedAfterUndo(run, [], undone);
  const status = good === undefined ? 'deleted' : 'restored';
  const ended = await endLegacyItem<DeleteOutcome>(run, { status, name: run.names.resource, runId: run.runId });
  if (ended.status === 'deleted') run.say(`Successfully finished deleting environment ${run.names.resource}`);
  return ended;
}

/** Nothing is left to repair: the lease is released and the environment stays as it is. */
async function leave(run: Run): Promise<DeleteOutcome> {
  const released = await attempt(() => releaseLease(run));
  if (released.status === 'refused') return failedAfterUndo(run, [], released);
  return { status: 'left', name: run.names.resource, runId: run.runId };
}

/** The attributes with which a later run can finish the delete of an older eden's environment. */
function adoptedAttributes(run: Run): Readonly<Record<string, unknown>> {
  return {
    adopted: true,
    environment: run.names.environment,
    endpoint: run.before?.endpoint,
    resolved_profile: JSON.stringify(run.fields),
  };
}
