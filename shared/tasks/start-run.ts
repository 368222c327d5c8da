import { createHash } from 'node:crypto';
import { errorText } from '../errors/error-text.ts';
import { groupOf, parseGroup, type Run, type Task } from './task.ts';

/** A call of RunTask; one task a call, so that a repeated call starts no second one. */
export interface RunTaskRequest {
  readonly task: Task;
  readonly group: string;
  /** @see RunTask, clientToken: at most 64 characters; the same within 24 hours answers with the same task. */
  readonly clientToken: string;
}

/** The answer of RunTask: the task that it started, or why it did not. */
export type RunTaskAnswer =
  | { readonly status: 'started'; readonly taskArn: string }
  /** RunTask answers 200 and names a failure, e.g. `RESOURCE:ENI`, or that Fargate has no capacity. */
  | { readonly status: 'failed'; readonly reason: string };

/** The calls to ECS. */
export interface RunPorts {
  readonly runTask: (request: RunTaskRequest) => Promise<RunTaskAnswer>;
  /** Groups of the tasks of a name that run, or are about to. */
  readonly runningGroups: (cluster: string, startedBy: string) => Promise<readonly (string | undefined)[]>;
}

/** The result of starting a run. */
export type StartResult =
  | { readonly status: 'started'; readonly group: string; readonly taskArns: readonly string[] }
  /** A task of an earlier run still runs, and `overlap` is `forbid`. */
  | {
      readonly status: 'skipped';
      readonly group: string;
      readonly running: readonly string[];
      /** Hours between the run that runs longest and this one. */
      readonly hours: number;
    }
  /** Not every task was started: the invocation is to be retried; those that were started are not started again. */
  | {
      readonly status: 'not_started';
      readonly group: string;
      readonly taskArns: readonly string[];
      readonly problems: readonly string[];
    };

const TOKEN_LENGTH = 64;
const HOUR_MS = 3_600_000;

/** Starts the tasks of a run, of a rerun the one that failed. Repeating it starts nothing twice within 24 hours. */
export async function startRun(run: Run, ports: RunPorts): Promise<StartResult> {
  const { task, replaces } = run;
  const group = groupOf(run);
  if (task.overlap === 'forbid') {
    const found = await tryRunningGroups(task, ports);
    if (found.status === 'failed') return { status: 'not_started', group, taskArns: [], problems: [found.reason] };
    const running = otherRuns(found.groups, run);
    if (running.length > 0) return { status: 'skipped', group, running, hours: hoursSince(running, run) };
  }
  const places = replaces === undefined ? Array.from({ length: task.count }, (_, index) => index) : [replaces];
  const taskArns: string[] = [];
  const problems: string[] = [];
  for (const place of places) {
    const answer = await tryRunTask({ task, group, clientToken: tokenOf(task, group, place) }, ports);
    if (answer.status === 'started') taskArns.push(answer.taskArn);
    else problems.push(answer.reason);
  }
  return problems.length === 0
    ? { status: 'started', group, taskArns }
    : { status: 'not_started', group, taskArns, problems };
}

/** Groups of tasks that are not of this run: its own are from a try before this one, or its reruns. */
function otherRuns(groups: readonly (string | undefined)[], { scheduledTime }: Run): readonly string[] {
  return groups
    .map((group) => group ?? 'a task without a group')
    .filter((group) => parseGroup(group)?.scheduledTime !== scheduledTime);
}

function hoursSince(groups: readonly string[], { scheduledTime }: Run): number {
  const times = groups.map((group) => Date.parse(parseGroup(group)?.scheduledTime ?? scheduledTime));
  return Math.max(0, Math.round((Date.parse(scheduledTime) - Math.min(...times)) / HOUR_MS));
}

type RunningGroups =
  | { readonly status: 'ok'; readonly groups: readonly (string | undefined)[] }
  | { readonly status: 'failed'; readonly reason: string };

async function tryRunningGroups({ cluster, startedBy }: Task, { runningGroups }: RunPorts): Promise<RunningGroups> {
  try {
    return { status: 'ok', groups: await runningGroups(cluster, startedBy) };
  } catch (cause) {
    return { status: 'failed', reason: `looking for an earlier run in ${cluster}: ${errorText(cause)}` };
  }
}

async function tryRunTask(request: RunTaskRequest, { runTask }: RunPorts): Promise<RunTaskAnswer> {
  try {
    return await runTask(request);
  } catch (cause) {
    return {
      status: 'failed',
      reason: `RunTask of ${request.task.taskDefinition} in ${request.task.cluster}: ${errorText(cause)}`,
    };
  }
}

/** @param place the number of a task within its run, or the task that it replaces. */
function tokenOf({ startedBy }: Task, group: string, place: number | string): string {
  return createHash('sha256').update(`${startedBy}/${group}/${place}`).digest('hex').slice(0, TOKEN_LENGTH);
}
