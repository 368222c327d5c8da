import type { Service } from '../aws/types.ts';
import { LEASE_ATTRIBUTES } from '../environment/item.ts';
import { MAX_WAKE_S, type Sleep } from '../environment/sleep.ts';
import { forwardTo } from '../listener-rule/forward.ts';
import { type Attempt, attempt, refused } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import { isOurs, ownedByOther, tagMap } from '../run/ownership.ts';
import type { EdenDeps, Run } from '../run/run.ts';
import { endUntouched, failedAfterUndo, releaseLease } from './end-run.ts';
import type { Failed } from './outcome.ts';
import {
  type Absent,
  nowSeconds,
  type SleepTarget,
  serviceProblem,
  setCount,
  sleepNow,
  whileWhole,
} from './sleep-run.ts';

/**
 * The result of one step of a wake. `waking`: its tasks were started and no target is healthy yet, ask again; `unhealthy`: no
 * target became healthy in time, and its tasks are stopped again; `why` has what AWS says about them.
 */
export type WakeOutcome =
  | { readonly status: 'awake' | 'waking'; readonly name: string; readonly runId: string }
  | { readonly status: 'unhealthy'; readonly name: string; readonly runId: string; readonly why: readonly string[] }
  | Absent
  | Failed;

/** The resources that a wake changes. */
interface Sleeper {
  readonly ruleArns: readonly string[];
  readonly targetGroupArn: string;
  readonly service: Service;
}

const SHOWN_EVENTS = 3;

/**
 * Takes the next step of a wake: starts the tasks; once a target is healthy, gives it the requests back; or ends the wake. Each
 * step is a run of its own with a lease of its own, and may be repeated: whoever asks next goes on where the last run ended.
 */
export async function wakeEnvironment(deps: EdenDeps, target: SleepTarget): Promise<WakeOutcome> {
  return await whileWhole<WakeOutcome>(deps, target, async (run, sleep) => {
    const { runId, names } = run;
    if (sleep === undefined) return await release(run, { status: 'awake', name: names.resource, runId });
    const found = await attempt(() => findSleeper(run));
    if (found.status === 'refused') return await endUntouched(run, found.problems);
    if (found.value.status === 'refused') return await endUntouched(run, found.value.problems);
    const sleeper = found.value.value;
    const stepped = await attempt(() => step(run, sleep, sleeper));
    if (stepped.status === 'ok') return stepped.value;
    return await leaveUnfinished(run, stepped.problems);
  });
}

/** Ends a run whose step is written and not done: the next run goes on there. */
async function leaveUnfinished(run: Run, problems: readonly Problem[]): Promise<Failed> {
  const released = await attempt(() => releaseLease(run));
  return { ...failedAfterUndo(run, problems, released), left: 'unfinished' };
}

async function release(run: Run, outcome: WakeOutcome): Promise<WakeOutcome> {
  const released = await attempt(() => releaseLease(run));
  return released.status === 'ok' ? outcome : failedAfterUndo(run, [], released);
}

/** Finds what a wake changes by the journal, in few calls: the tags of AWS say whether it is this environment's. */
async function findSleeper(run: Run): Promise<Attempt<Sleeper>> {
  const { profile, names, journal } = run;
  const ruleArns = journal.entry('rule')?.arns ?? [];
  const targetGroupArn = journal.entry('targetGroup')?.arns?.[0];
  if (ruleArns.length === 0 || targetGroupArn === undefined) {
    return refused({
      code: 'unprocessable',
      message: `Item ${run.profileName}/${names.resource} does not say which rule and target group it has: create it again.`,
    });
  }
  const [service, tags] = await Promise.all([
    run.aws.describeService({ cluster: profile.targetCluster, service: names.service }),
    run.aws.describeElbTags([...ruleArns, targetGroupArn]),
  ]);
  const problems: Problem[] = [...ruleArns, targetGroupArn]
    .filter((arn) => !isOurs(run, tags[arn]))
    .map((arn) => (tags[arn] === undefined ? gone(run, arn) : ownedByOther(arn, tags[arn])));
  if (service?.status !== 'ACTIVE') problems.push(serviceProblem(run, undefined));
  else if (!isOurs(run, tagMap(service.tags))) problems.push(serviceProblem(run, service));
  if (problems.length > 0 || service === undefined) return refused(...problems);
  return { status: 'ok', value: { ruleArns, targetGroupArn, service } };
}

function gone({ names }: Run, arn: string): Problem {
  return { code: 'unprocessable', message: `${arn} does not exist: create ${names.resource} again.` };
}

/** @throws AwsCallError when a call is refused: the sleep as it is written says where to go on. */
async function step(run: Run, sleep: Sleep, sleeper: Sleeper): Promise<WakeOutcome> {
  if (sleep.state !== 'waking') return await start(run, sleep);
  const targets = await run.aws.describeTargetHealth(sleeper.targetGroupArn);
  if (targets.some((target) => / healthy\b/.test(target))) return await finish(run, sleeper);
  if (sleeper.service.desiredCount === 0) return await start(run, sleep);
  if (nowSeconds(run) - sleep.since > MAX_WAKE_S) return await stopTasks(run, sleep, { sleeper, targets });
  return await release(run, { status: 'waking', name: run.names.resource, runId: run.runId });
}

/** Notes that the environment wakes, before anything is changed. */
async function start(run: Run, sleep: Sleep): Promise<WakeOutcome> {
  const waking = sleepNow(run, { state: 'waking', desired_count: sleep.desired_count });
  await run.journal.commit({ sleep: waking }, []);
  return await startTasks(run, waking);
}

async function startTasks(run: Run, { desired_count: count }: Sleep): Promise<WakeOutcome> {
  run.say(`ECS Service ${run.names.service} will run ${count === 1 ? '1 task' : `${count} tasks`}`);
  const problem = await setCount(run, count);
  const { runId, names } = run;
  if (problem !== undefined) return await leaveUnfinished(run, [problem]);
  return await release(run, { status: 'waking', name: names.resource, runId });
}

async function finish(run: Run, { ruleArns, targetGroupArn }: Sleeper): Promise<WakeOutcome> {
  for (const arn of ruleArns) await run.aws.modifyRule(arn, forwardTo(targetGroupArn));
  await run.journal.commit({ woken_at: nowSeconds(run) }, ['sleep', ...LEASE_ATTRIBUTES]);
  run.say(`Environment ${run.names.resource} is awake: its rule leads to its own target group again`);
  return { status: 'awake', name: run.names.resource, runId: run.runId };
}

/** Stops the tasks again: tasks that never become healthy would be started for ever. */
async function stopTasks(
  run: Run,
  sleep: Sleep,
  { sleeper, targets }: { readonly sleeper: Sleeper; readonly targets: readonly string[] },
): Promise<WakeOutcome> {
  const why = await reasons(run, sleeper.service, targets);
  const problem = await setCount(run, 0);
  if (problem !== undefined) return await leaveUnfinished(run, [problem]);
  const failed = sleepNow(run, { state: 'failed', desired_count: sleep.desired_count, why });
  await run.journal.commit({ sleep: failed }, LEASE_ATTRIBUTES);
  run.say(
    `Environment ${run.names.resource} was not healthy ${MAX_WAKE_S / 60} minutes after its tasks were started; they are stopped again`,
  );
  return { status: 'unhealthy', name: run.names.resource, runId: run.runId, why };
}

/** All that AWS says about the tasks, a line each. */
async function reasons(run: Run, service: Service, targets: readonly string[]): Promise<readonly string[]> {
  const at = { cluster: run.profile.targetCluster, service: run.names.service };
  const stopped = await attempt(() => run.aws.describeStoppedTasks(at));
  return [
    ...(targets.length === 0 ? ['No target was registered.'] : targets.map((target) => `Target ${target}`)),
    ...(stopped.status === 'ok' ? stopped.value.map((task) => `Stopped task ${task}`) : []),
    ...(service.events ?? []).slice(0, SHOWN_EVENTS).map(({ message }) => `Event: ${message ?? ''}`),
  ];
}
