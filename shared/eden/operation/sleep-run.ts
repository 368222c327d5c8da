import type { Located } from '../environment/locate.ts';
import { phaseOf } from '../environment/phase.ts';
import { type Sleep, sleepOf } from '../environment/sleep.ts';
import type { Problem } from '../problem/problem.ts';
import { isOurs, itemProblem, namedByOther, ownedByOther, tagMap } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { endUntouched, whileLeased } from './end-run.ts';
import { type Failed, failedUntouched } from './outcome.ts';
import { startRun } from './start-run.ts';

/** The environment to put to sleep or to wake. `profile` and `fields` are used where the item has none that is valid. */
export interface SleepTarget {
  readonly located: Located;
  readonly profile: Run['profile'];
  readonly fields: Run['fields'];
}

/** There is no such environment. */
export interface Absent {
  readonly status: 'absent';
  readonly name: string;
}

/** Performs a piece of work on a whole environment, with its lease. */
export async function whileWhole<T extends { readonly status: string }>(
  deps: EdenDeps,
  target: SleepTarget,
  work: (run: Run, sleep: Sleep | undefined) => Promise<T | Failed>,
): Promise<T | Absent | Failed> {
  const { located } = target;
  if (located.item === undefined) return { status: 'absent', name: located.names.resource };
  const early = await deps.together?.awaitTurn();
  if (early !== undefined) return failedUntouched([early]);
  const started = await startRun(deps, { ...target, mayCreate: false, prefers: 'item' });
  if (started.status === 'missing') return { status: 'absent', name: located.names.resource };
  if (started.status === 'failed') return started;
  const { run } = started;
  deps.together?.hasLease();
  return await whileLeased<T | Failed>(run, async () => {
    const problem = namedByOther(run) ?? itemProblem(run) ?? unwholeProblem(run);
    return problem === undefined ? await work(run, sleepOf(run.before)) : await endUntouched(run, [problem]);
  });
}

function unwholeProblem({ before, names }: Run): Problem | undefined {
  if (phaseOf(before) === 'ready') return undefined;
  const message = `Environment ${names.resource} is ${phaseOf(before)}: its last run did not finish. The next create or delete of it, or the reaper, finishes that run.`;
  return { code: 'unprocessable', message };
}

/** The sleep as it is now written: `since` is now. */
export function sleepNow(run: Run, sleep: Pick<Sleep, 'state' | 'desired_count' | 'why'>): Sleep {
  return { ...sleep, since: nowSeconds(run) };
}

/** Now, epoch seconds. */
export function nowSeconds({ deps }: Run): number {
  return Math.floor(deps.clock.now() / 1000);
}

/** Sets the number of tasks. @throws AwsCallError */
export async function setCount(run: Run, desiredCount: number): Promise<Problem | undefined> {
  const { targetCluster: cluster } = run.profile;
  const answer = await run.aws.updateService({ cluster, service: run.names.service, desiredCount });
  return answer === 'updated' ? undefined : serviceProblem(run, undefined);
}

/** The problem of a service that is not there, or not this environment's. */
export function serviceProblem(
  run: Run,
  service: { readonly tags?: Parameters<typeof tagMap>[0] } | undefined,
): Problem {
  const what = `ECS service ${run.names.service}`;
  if (service !== undefined && !isOurs(run, tagMap(service.tags))) return ownedByOther(what, tagMap(service.tags));
  return { code: 'unprocessable', message: `${what} does not exist in cluster ${run.profile.targetCluster}.` };
}
