import type { Task as EcsTask } from '@aws-sdk/client-ecs';
import { judgeExit } from '../../../shared/tasks/judge-exit.ts';
import { parseGroup, type Task } from '../../../shared/tasks/task.ts';
import { toStopped } from './ecs-tasks.ts';

/** A run of a task, as `baikonur task history` shows it. */
export interface PastRun {
  readonly taskArn: string;
  readonly taskDefinitionArn?: string;
  /** ISO 8601. */
  readonly scheduledTime?: string;
  readonly rerun?: number;
  /** As `judgeExit` says; of a task that still runs, as ECS says. */
  readonly status: string;
  readonly startedAt?: string;
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** A line `task ended` of the function's log. */
export interface EndedLine {
  readonly taskArn: string;
  readonly taskDefinitionArn?: string;
  readonly task: string;
  readonly group?: string;
  readonly status: string;
  readonly startedAt?: string;
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** How the exit of the task is judged. */
export type Judged = Pick<Task, 'container' | 'okExitCodes'>;

/** Both sources as one list, the newest first: the function's log goes back for weeks, ECS knows what runs. */
export function mergeRuns(judged: Judged, ended: readonly EndedLine[], tasks: readonly EcsTask[]): readonly PastRun[] {
  const runs = new Map<string, PastRun>();
  for (const task of tasks) if (task.taskArn !== undefined) runs.set(task.taskArn, ofEcs(judged, task, task.taskArn));
  for (const line of ended) runs.set(line.taskArn, { ...runs.get(line.taskArn), ...ofLine(line) });
  return [...runs.values()].sort((one, other) => timeOf(other).localeCompare(timeOf(one)));
}

function timeOf({ startedAt, scheduledTime }: PastRun): string {
  return startedAt ?? scheduledTime ?? '';
}

/** The number in a line is that of the rerun that follows. */
function ofLine({ task: _, group, rerun: __, ...line }: EndedLine & { readonly rerun?: number }): PastRun {
  return { ...line, ...parseGroup(group ?? '') };
}

function ofEcs(judged: Judged, task: EcsTask, taskArn: string): PastRun {
  const { startedAt, taskDefinitionArn, lastStatus = 'UNKNOWN' } = task;
  return {
    taskArn,
    ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
    ...parseGroup(task.group ?? ''),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(lastStatus === 'STOPPED' ? judgeExit(judged, toStopped(task)) : { status: lastStatus.toLowerCase() }),
  };
}

/** A line of the function's log, where it is one of this task. */
export function readEndedLine(message: string, name: string): EndedLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(message);
  } catch {
    return undefined;
  }
  return isEndedLine(line) && line.task === name ? line : undefined;
}

function isEndedLine(line: unknown): line is EndedLine {
  return (
    typeof line === 'object' && line !== null && 'message' in line && line.message === 'task ended' && 'taskArn' in line
  );
}
