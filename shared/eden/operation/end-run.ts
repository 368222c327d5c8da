import type { Expiry } from '../environment/expiry.ts';
import { type ItemKey, LEASE_ATTRIBUTES } from '../environment/item.ts';
import { LeaseLost } from '../lease/lease.ts';
import { type Attempt, attempt, refused } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import type { GoodState } from '../run/good-state.ts';
import type { Found, Run } from '../run/run.ts';
import type { Failed } from './outcome.ts';
import { type UndoTarget, undoAll } from './undo.ts';

/** Seconds after which a client may try again when a service was draining. */
const DRAINING_RETRY_S = 30;

/**
 * Performs a run's work, and says of a failure when its lease ends where that could not be released. A run that loses its lease
 * stops at once, without undoing.
 * @throws every other error, a bug of eden's: the lease is released first, so that the next run goes on by the journal.
 */
export async function whileLeased<T extends { readonly status: string }>(
  run: Run,
  work: () => Promise<T>,
): Promise<T | Failed> {
  try {
    const outcome = await work();
    const leasedUntilMs = run.journal.leasedUntilMs();
    return outcome.status === 'failed' && leasedUntilMs !== undefined ? { ...outcome, leasedUntilMs } : outcome;
  } catch (error) {
    if (!(error instanceof LeaseLost)) {
      await releaseLease(run).catch(() => undefined);
      throw error;
    }
    const problems: readonly Problem[] = [{ code: 'lease_lost', message: `Stopped: ${error.message}.` }];
    return { status: 'failed', problems, left: 'unfinished', runId: run.runId };
  }
}

/** Ends a run that has changed nothing: a new item is deleted, the lease on an old one is released, one of someone else stays as it was. */
export async function endUntouched(run: Run, problems: readonly Problem[]): Promise<Failed> {
  const ended = await attempt(async () => {
    if (!run.isNewItem) await releaseLease(run);
    else if (run.isForeignItem) await run.journal.commit({}, [...LEASE_ATTRIBUTES, 'run_id', 'journal']);
    else await deleteOwnItem(run);
  });
  return {
    status: 'failed',
    problems: [...problems, ...problemsOf(ended)],
    left: 'untouched',
    runId: run.runId,
  };
}

async function deleteOwnItem(run: Run): Promise<void> {
  run.journal.assertHeld();
  await run.deps.aws.deleteItem(keyOf(run), run.runId);
  run.journal.forget();
}

function keyOf(run: Run): ItemKey {
  return { type: run.profileName, name: run.names.resource };
}

/** Releases the lease; the item is otherwise left as it is. */
export function releaseLease(run: Run): Promise<void> {
  return run.journal.commit({}, LEASE_ATTRIBUTES);
}

function problemsOf(tried: Attempt<unknown>): readonly Problem[] {
  return tried.status === 'refused' ? tried.problems : [];
}

/** Writes that the environment is ready, and releases the lease. */
export function endReady(run: Run, found: Found, { expiresAt, ttl }: Expiry): Promise<Attempt<void>> {
  const nowMs = run.deps.clock.now();
  const attributes = {
    status: 'ready',
    last_updated: Math.floor(nowMs / 1000),
    last_updated_time: secondsText(nowMs),
    image: found.image.uri,
    image_digest: found.digest,
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(ttl !== undefined && { ttl }),
  };
  const ended = [...(expiresAt === undefined ? ['expires_at'] : []), ...(ttl === undefined ? ['ttl'] : [])];
  const removed = ['good', 'sleep', ...LEASE_ATTRIBUTES, ...ended];
  return attempt(() => run.journal.commit(attributes, removed, run.deps.together?.writeReady));
}

/** Epoch seconds as text: the form that every published Python eden reads; the number beside it is this eden's own. */
function secondsText(epochMs: number): string {
  return (epochMs / 1000).toFixed(3);
}

/** Goes back to the target's good state and ends the item; what could not be undone stays journaled for the next run. */
export async function endUndone(run: Run, target: UndoTarget): Promise<Attempt<void>> {
  const undone = await attempt(() => undoAll(run, target));
  const problems = undone.status === 'ok' ? undone.value : undone.problems;
  const ended = problems.length > 0 ? refused(...problems) : await attempt(() => closeItem(run, target.good));
  if (ended.status === 'refused') await attempt(() => releaseLease(run));
  return ended;
}

async function closeItem(run: Run, good: GoodState | undefined): Promise<void> {
  if (good === undefined) await deleteOwnItem(run);
  else await run.journal.commit({ status: 'ready' }, ['good', ...LEASE_ATTRIBUTES]);
}

/**
 * Deletes the item that the old API wrote under the short name, once this eden's item replaces it. A refused call is
 * an unfinished run: the next one finds the item again.
 */
export async function endLegacyItem<T>(run: Run, outcome: T): Promise<T | Failed> {
  const { legacy, profileName, runId } = run;
  if (legacy === undefined) return outcome;
  const deleted = await attempt(() => run.deps.aws.deleteItem({ type: profileName, name: legacy.name }, undefined));
  if (deleted.status === 'ok') return outcome;
  return { status: 'failed', problems: deleted.problems, left: 'unfinished', runId };
}

/** The outcome of a run that failed and was undone as far as `undone` says. */
export function failedAfterUndo(run: Run, problems: readonly Problem[], undone: Attempt<void>): Failed {
  const isDraining = problems.some(({ code }) => code === 'draining');
  return {
    status: 'failed',
    problems: [...problems, ...problemsOf(undone)],
    left: undone.status === 'refused' ? 'unfinished' : 'undone',
    runId: run.runId,
    ...(isDraining && { retryAfterS: DRAINING_RETRY_S }),
  };
}
