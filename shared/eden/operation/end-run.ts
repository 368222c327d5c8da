import type { GoodState } from '../environment/item.ts';
import { type Caught, caught } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import type { Found, Run } from '../run/run.ts';
import type { Failed } from './outcome.ts';
import { undoAll } from './undo.ts';

/** After this a client may try again when a service was draining, in seconds. */
const drainingRetryS = 30;
const leaseFields = ['lease_until', 'lease_holder'];

/** What a failed run goes back to. */
export interface TakeBack {
  readonly good: GoodState | undefined;
  readonly host: string | undefined;
  readonly listenerArn: string | undefined;
  readonly untilMs: number | undefined;
}

/** Nothing was made: a new item goes, an old one is given free as it was. */
export async function refuse(run: Run, problems: readonly Problem[]): Promise<Failed> {
  const given = await caught(() => (run.isNewItem ? deleteOwnItem(run) : release(run)));
  return {
    status: 'failed',
    problems: [...problems, ...(given.status === 'refused' ? given.problems : [])],
    left: 'untouched',
    runId: run.runId,
  };
}

/** Deletes the run's item. */
async function deleteOwnItem(run: Run): Promise<void> {
  run.journal.assertHeld();
  await run.deps.aws.deleteItem(keyOf(run), run.runId);
}

function keyOf(run: Run): { type: string; name: string } {
  return { type: run.profileName, name: run.names.resource };
}

/** Gives the environment free as it stands. */
export function release(run: Run): Promise<void> {
  return run.journal.commit({}, leaseFields);
}

/** Writes that the environment is ready and gives it free. */
export async function closeReady(run: Run, found: Found, expiresAt: number | undefined): Promise<void> {
  const nowMs = run.deps.clock.now();
  await run.journal.commit(
    {
      status: 'ready',
      last_updated: Math.floor(nowMs / 1000),
      last_updated_time: new Date(nowMs).toISOString(),
      image: found.image.uri,
      image_digest: found.digest,
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
    },
    ['good', ...leaseFields, ...(expiresAt === undefined ? ['expires_at'] : [])],
  );
}

/** Goes back to the good state and closes the item; what could not be taken back stays journaled for the next run. */
export async function takeBack(run: Run, target: TakeBack): Promise<Caught<void>> {
  const undone = await caught(() => undoAll(run, target));
  const problems = undone.status === 'ok' ? undone.value : undone.problems;
  const closed: Caught<void> =
    problems.length > 0 ? { status: 'refused', problems } : await caught(() => closeUndone(run, target.good));
  if (closed.status === 'refused') await caught(() => release(run));
  return closed;
}

async function closeUndone(run: Run, good: GoodState | undefined): Promise<void> {
  if (good === undefined) await deleteOwnItem(run);
  else await run.journal.commit({ status: 'ready' }, ['good', ...leaseFields]);
}

/** The outcome of a run that failed and went back. */
export function failedAfter(run: Run, problems: readonly Problem[], back: Caught<void>): Failed {
  const isDraining = problems.some(({ code }) => code === 'draining');
  return {
    status: 'failed',
    problems: [...problems, ...(back.status === 'refused' ? back.problems : [])],
    left: back.status === 'refused' ? 'unfinished' : 'undone',
    runId: run.runId,
    ...(isDraining && { retryAfterS: drainingRetryS }),
  };
}

/** The outcome of a run that another one took over from. */
export function stopped(run: Run, error: Error): Failed {
  return {
    status: 'failed',
    problems: [{ code: 'lease_lost', message: `Stopped: ${error.message}.` }],
    left: 'unfinished',
    runId: run.runId,
  };
}
