import { createHash } from 'node:crypto';
import { errorText } from '../errors/error-text.ts';
import { groupOf, type Run, startedByOf, type Task } from './task.ts';

/** A call of RunTask; one task a call, so that a repeated call starts no second one. */
export interface RunTaskRequest {
  readonly task: Task;
  readonly startedBy: string;
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
  | { readonly status: 'skipped'; readonly group: string; readonly running: readonly string[] }
  /** Not every task was started: the invocation is to be retried; those that were started are not started again. */
  | {
      readonly status: 'not_started';
      readonly group: string;
      readonly taskArns: readonly string[];
      readonly problems: readonly string[];
    };

const TOKEN_LENGTH = 64;

/** Starts the tasks of a run. Repeating it starts nothing twice within 24 hours. */
export async function startRun(run: Run, stage: string, ports: RunPorts): Promise<StartResult> {
  const { task } = run;
  const group = groupOf(run);
  const startedBy = startedByOf(stage, task.name);
  if (task.overlap === 'forbid') {
    const groups = await ports.runningGroups(task.cluster, startedBy);
    // Of this very run, from a try before this one: it is no overlap.
    const running = groups.filter((other) => other !== group).map((other) => other ?? 'a task without a group');
    if (running.length > 0) return { status: 'skipped', group, running };
  }
  const taskArns: string[] = [];
  const problems: string[] = [];
  for (let index = 0; index < task.count; index++) {
    const answer = await tryRunTask({ task, startedBy, group, clientToken: tokenOf(stage, group, index) }, ports);
    if (answer.status === 'started') taskArns.push(answer.taskArn);
    else problems.push(answer.reason);
  }
  return problems.length === 0
    ? { status: 'started', group, taskArns }
    : { status: 'not_started', group, taskArns, problems };
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

function tokenOf(stage: string, group: string, index: number): string {
  return createHash('sha256').update(`${stage}/${group}/${index}`).digest('hex').slice(0, TOKEN_LENGTH);
}
