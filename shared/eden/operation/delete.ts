import type { EnvironmentItem } from '../environment/item.ts';
import { type Located, locateEnvironment } from '../environment/locate.ts';
import { deriveNames, slugName } from '../environment/names.ts';
import { storedGood, storedProfile } from '../environment/stored-profile.ts';
import { LeaseLost } from '../lease/lease.ts';
import { caught } from '../problem/attempt.ts';
import { type ProfileFields, parseProfile } from '../profile/profile.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { failedAfter, refuse, release, stopped, takeBack } from './end-run.ts';
import type { DeleteOutcome } from './outcome.ts';
import { beginRun, phaseOf } from './start-run.ts';

/** What is asked for. The profile finds the item; the item's own says what to take away. */
export interface DeleteRequest {
  readonly profileName: string;
  readonly fields: ProfileFields;
  readonly name: string;
}

interface Removal {
  readonly profile: Run['profile'];
  readonly fields: ProfileFields;
  readonly reason: 'delete' | 'repair' | 'expire';
}

/** Takes an environment away, in reverse order. Unknown: `absent`, nothing is touched. */
export async function deleteEnvironment(deps: EdenDeps, request: DeleteRequest): Promise<DeleteOutcome> {
  const parsed = parseProfile(request.fields, `Profile ${request.profileName}`);
  if (parsed.status === 'invalid') return { status: 'failed', problems: parsed.problems, left: 'untouched' };
  if (slugName(request.name) === '') {
    const message = `Name ${JSON.stringify(request.name)} has no letter or digit.`;
    return { status: 'failed', problems: [{ code: 'bad_request', field: 'name', message }], left: 'untouched' };
  }
  const at = { profile: parsed.profile, profileName: request.profileName, given: request.name };
  const located = await caught(() => locateEnvironment(deps.aws, at));
  if (located.status === 'refused') return { status: 'failed', problems: located.problems, left: 'untouched' };
  return await removeLocated(deps, located.value, { ...parsed, reason: 'delete' });
}

async function removeLocated(deps: EdenDeps, located: Located, removal: Removal): Promise<DeleteOutcome> {
  const isKnown = located.item !== undefined || located.legacy !== undefined;
  const absent: DeleteOutcome = { status: 'absent', name: located.names.resource, runId: '' };
  if (!isKnown) return absent;
  const { profile, fields } = removal;
  const request = { located, profile, fields, mayCreate: located.item === undefined, prefers: 'item' } as const;
  const begun = await caught(() => beginRun(deps, request));
  if (begun.status === 'refused') return { status: 'failed', problems: begun.problems, left: 'untouched' };
  if (begun.value.status === 'missing') return absent;
  if (begun.value.status === 'held') return begun.value.failed;
  const { run } = begun.value;
  try {
    return await performRemoval(run, located, removal.reason);
  } catch (error) {
    if (error instanceof LeaseLost) return stopped(run, error);
    throw error;
  }
}

async function performRemoval(run: Run, located: Located, reason: Removal['reason']): Promise<DeleteOutcome> {
  const phase = phaseOf(run.before);
  const isWhole = phase === 'ready' || phase === 'adopted';
  const isDue = (run.before?.expires_at ?? Number.POSITIVE_INFINITY) <= run.deps.clock.now() / 1000;
  if ((reason === 'repair' && isWhole) || (reason === 'expire' && !isDue)) return await leave(run);
  const isRollback = reason === 'repair' && phase === 'updating' && run.before?.good !== undefined;
  const stored = storedGood(isRollback ? run.before : undefined);
  if (stored.status === 'unreadable') return await refuse(run, [stored.problem]);
  const { good } = stored;
  if (good === undefined) run.journal.set({ status: 'deleting', ...(run.isAdopted && adoption(run)) });
  const untilMs = run.deps.deadline?.undoUntilMs;
  const host = run.before?.endpoint;
  const back = await takeBack(run, { good, host, listenerArn: run.before?.listener_arn, untilMs });
  if (back.status === 'refused') return failedAfter(run, [], back);
  if (located.legacy !== undefined) {
    await run.deps.aws.deleteItem({ type: run.profileName, name: located.legacy.name }, undefined);
  }
  if (good === undefined) run.say(`Successfully finished deleting environment ${run.names.resource}`);
  return { status: good === undefined ? 'deleted' : 'restored', name: run.names.resource, runId: run.runId };
}

/** Nothing is wrong with it any more: it is given free as it is. */
async function leave(run: Run): Promise<DeleteOutcome> {
  const given = await caught(() => release(run));
  if (given.status === 'refused') return failedAfter(run, [], given);
  return { status: 'left', name: run.names.resource, runId: run.runId };
}

/** What a delete of an older eden's environment must know when it is finished by a later run. */
function adoption(run: Run): Readonly<Record<string, unknown>> {
  return {
    adopted: true,
    environment: run.names.environment,
    endpoint: run.before?.endpoint,
    resolved_profile: JSON.stringify(run.fields),
  };
}

/**
 * Finishes what a run that died left (`repair`: a first create is taken away, a redeploy goes back to its good state, a
 * delete is finished), or deletes an environment whose time is over (`expire`). What the item says once its lease is
 * taken decides: somebody may have finished or prolonged the environment since it was listed.
 */
export async function repairEnvironment(
  deps: EdenDeps,
  item: EnvironmentItem,
  reason: 'repair' | 'expire',
): Promise<DeleteOutcome> {
  const parsed = parseProfile(storedProfile(item) ?? {}, `Item ${item.type}/${item.name}`);
  const isEmpty = phaseOf(item) === 'fresh';
  if (parsed.status === 'invalid' && !isEmpty)
    return { status: 'failed', problems: parsed.problems, left: 'untouched' };
  if (parsed.status === 'invalid') return await dropEmpty(deps, item);
  const short = item.environment ?? item.name.slice(parsed.profile.namePrefix.length + 1);
  const located: Located = {
    names: deriveNames(parsed.profile, short),
    key: { type: item.type, name: item.name },
    item,
    legacy: undefined,
  };
  return await removeLocated(deps, located, { ...parsed, reason });
}

/** An item whose run died before it wrote anything: there is nothing but the item. */
async function dropEmpty(deps: EdenDeps, item: EnvironmentItem): Promise<DeleteOutcome> {
  const runId = deps.newRunId();
  const nowMs = deps.clock.now();
  const lease = { runId, holder: deps.holder, nowMs, untilMs: nowMs + deps.lease.durationMs, mayCreate: false };
  const taken = await deps.aws.takeItem({ type: item.type, name: item.name }, lease, { set: {} });
  if (taken.status !== 'taken') return { status: 'absent', name: item.name, runId };
  if (phaseOf(taken.before) !== 'fresh') return { status: 'absent', name: item.name, runId };
  await deps.aws.deleteItem({ type: item.type, name: item.name }, runId);
  return { status: 'deleted', name: item.name, runId };
}
