import { LEASE_ATTRIBUTES } from '../environment/item.ts';
import type { Sleep } from '../environment/sleep.ts';
import { forwardTo, forwardToWaking } from '../listener-rule/forward.ts';
import { readExisting } from '../preflight/read-existing.ts';
import { type Attempt, attempt, refused } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import { isOurs, ownedByOther, tagMap } from '../run/ownership.ts';
import type { EdenDeps, Existing, Run } from '../run/run.ts';
import { endUntouched, failedAfterUndo, releaseLease } from './end-run.ts';
import { meet } from './meet.ts';
import { type Failed, INTERRUPTED } from './outcome.ts';
import {
  type Absent,
  nowSeconds,
  type SleepTarget,
  serviceProblem,
  setCount,
  sleepNow,
  whileWhole,
} from './sleep-run.ts';
import { findWakingGroup } from './waking-group.ts';

/** The result of putting an environment to sleep. `already`: it was asleep; in a group also one whose service runs no task. */
export type SleepOutcome =
  | { readonly status: 'asleep' | 'already'; readonly name: string; readonly runId: string }
  | Absent
  | Failed;

/** The resources that a sleep changes. */
interface Sleeper {
  readonly ruleArns: readonly string[];
  readonly targetGroupArn: string;
  readonly wakingGroupArn: string;
  /** Tasks that run while it is awake. */
  readonly count: number;
}

/**
 * Puts an environment to sleep: its rule leads to the waking function, then its tasks are stopped. A run that fails goes
 * back; one that dies is finished by the next sleep, wake, create, delete or reaper run. In a group nothing is changed before
 * all are checked, and all become asleep in one transaction.
 */
export async function sleepEnvironment(deps: EdenDeps, target: SleepTarget): Promise<SleepOutcome> {
  return await whileWhole<SleepOutcome>(deps, target, async (run, sleep) => {
    if (sleep?.state === 'asleep' || sleep?.state === 'failed') return await stay(run);
    const found = await attempt(() => findSleeper(run, sleep));
    if (found.status === 'refused') return await endUntouched(run, found.problems);
    if (found.value.status === 'refused') return await endUntouched(run, found.value.problems);
    const sleeper = found.value.value;
    if (sleeper.count === 0) return deps.together ? await stay(run) : await endUntouched(run, [nothingToStop(run)]);
    if (run.deps.isInterrupted?.() === true) return await endUntouched(run, [INTERRUPTED]);
    const early = await meet(run, 'checked');
    return early === undefined ? await fallAsleep(run, sleeper) : await endUntouched(run, [early]);
  });
}

/** Leaves the environment as it is; in a group its lease ends with those of the others. */
async function stay(run: Run): Promise<SleepOutcome> {
  const other = (await meet(run, 'checked')) ?? (await meet(run, 'made'));
  if (other !== undefined) return await endUntouched(run, [other]);
  const released = await attempt(() => run.journal.commit({}, LEASE_ATTRIBUTES, run.deps.together?.writeReady));
  if (released.status === 'refused') return await endUntouched(run, released.problems);
  return { status: 'already', name: run.names.resource, runId: run.runId };
}

function nothingToStop({ names }: Run): Problem {
  return {
    code: 'unprocessable',
    message: `ECS service ${names.service} runs no task: there is nothing to stop.`,
  };
}

/** Finds what a sleep changes, and reports all that keeps it from being changed. */
async function findSleeper(run: Run, sleep: Sleep | undefined): Promise<Attempt<Sleeper>> {
  const { names, profile, before } = run;
  const [existing, waking] = await Promise.all([
    readExisting(run.aws, {
      names,
      cluster: profile.targetCluster,
      zoneId: profile.dynamicZoneId,
      host: before?.endpoint,
      listenerArn: before?.listener_arn,
      albArn: profile.masterAlbArn,
    }),
    findWakingGroup(run),
  ]);
  const problems = [...ownProblems(run, existing), ...(waking.status === 'refused' ? waking.problems : [])];
  if (problems.length > 0) return refused(...problems);
  const count = sleep?.desired_count ?? existing.service?.desiredCount ?? 0;
  return {
    status: 'ok',
    value: {
      count,
      ruleArns: existing.rules.map(({ RuleArn }) => RuleArn ?? ''),
      targetGroupArn: existing.targetGroup?.TargetGroupArn ?? '',
      wakingGroupArn: waking.status === 'ok' ? waking.value : '',
    },
  };
}

function ownProblems(run: Run, { service, targetGroup, rules, tags }: Existing): Problem[] {
  const { names } = run;
  const arn = targetGroup?.TargetGroupArn;
  const missing = (what: string): Problem => ({ code: 'unprocessable', message: `${what} does not exist.` });
  const others = rules.filter(({ RuleArn = '' }) => !isOurs(run, tags[RuleArn]));
  return [
    ...(service?.status === 'ACTIVE' && isOurs(run, tagMap(service.tags))
      ? []
      : [serviceProblem(run, activeOnly(service))]),
    ...(arn === undefined ? [missing(`Target group ${names.targetGroup}`)] : []),
    ...(arn !== undefined && !isOurs(run, tags[arn])
      ? [ownedByOther(`Target group ${names.targetGroup}`, tags[arn])]
      : []),
    ...(rules.length === 0 ? [missing(`A listener rule for host ${run.before?.endpoint ?? 'unknown'}`)] : []),
    ...others.map(({ RuleArn = '' }) => ownedByOther(`Listener rule ${RuleArn}`, tags[RuleArn])),
  ];
}

function activeOnly(service: Existing['service']): Existing['service'] {
  return service?.status === 'ACTIVE' ? service : undefined;
}

async function fallAsleep(run: Run, sleeper: Sleeper): Promise<SleepOutcome> {
  const { count, ruleArns, targetGroupArn, wakingGroupArn } = sleeper;
  const changed = await attempt(async (): Promise<Attempt<void>> => {
    await run.journal.commit({ sleep: sleepNow(run, { state: 'falling', desired_count: count }) }, []);
    run.say(`Rule of ${run.before?.endpoint} will lead to the function that wakes it`);
    for (const arn of ruleArns) {
      const answer = await run.aws.modifyRule(arn, forwardToWaking(targetGroupArn, wakingGroupArn));
      if (answer === 'missing') return refused({ code: 'unprocessable', message: `Listener rule ${arn} is gone.` });
    }
    if (run.deps.isInterrupted?.() === true) return refused(INTERRUPTED);
    run.say(`ECS Service ${run.names.service} will run 0 tasks instead of ${count}`);
    const problem = await setCount(run, 0);
    const late = problem ?? (await meet(run, 'made'));
    if (late !== undefined) return refused(late);
    const asleep = sleepNow(run, { state: 'asleep', desired_count: count });
    await run.journal.commit({ sleep: asleep }, LEASE_ATTRIBUTES, run.deps.together?.writeReady);
    return { status: 'ok', value: undefined };
  });
  const result = changed.status === 'ok' ? changed.value : changed;
  if (result.status === 'refused') return await goBack(run, sleeper, result.problems);
  run.say(`Environment ${run.names.resource} is asleep`);
  return { status: 'asleep', name: run.names.resource, runId: run.runId };
}

/** Takes a sleep back; what cannot be taken back stays journaled as `falling`. */
async function goBack(
  run: Run,
  { count, ruleArns, targetGroupArn }: Sleeper,
  problems: readonly Problem[],
): Promise<Failed> {
  run.say(`Failed: ${problems.map(({ message }) => message).join(' ')} The environment is kept awake.`);
  const undone = await attempt(async () => {
    for (const arn of ruleArns) await run.aws.modifyRule(arn, forwardTo(targetGroupArn));
    await setCount(run, count);
    await run.journal.commit({ woken_at: nowSeconds(run) }, ['sleep', ...LEASE_ATTRIBUTES]);
  });
  if (undone.status === 'refused') await attempt(() => releaseLease(run));
  return failedAfterUndo(run, problems, undone);
}
