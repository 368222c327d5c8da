import type { Task as EcsTask } from '@aws-sdk/client-ecs';

/** A run of a task, as `baikonur task history` shows it. */
export interface PastRun {
  readonly taskArn: string;
  /** ISO 8601. */
  readonly scheduledTime?: string;
  readonly rerun?: number;
  readonly status: string;
  readonly startedAt?: string;
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** A line `task ended` of the function's log. */
export interface EndedLine {
  readonly taskArn: string;
  readonly task: string;
  readonly group?: string;
  readonly status: string;
  readonly startedAt?: string;
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** Both sources as one list, the newest first: the function's log goes back for weeks, ECS knows what runs. */
export function mergeRuns(ended: readonly EndedLine[], tasks: readonly EcsTask[]): readonly PastRun[] {
  const runs = new Map<string, PastRun>();
  for (const task of tasks) if (task.taskArn !== undefined) runs.set(task.taskArn, ofEcs(task, task.taskArn));
  for (const line of ended) runs.set(line.taskArn, { ...runs.get(line.taskArn), ...ofLine(line) });
  return [...runs.values()].sort((one, other) => timeOf(other).localeCompare(timeOf(one)));
}

function timeOf({ startedAt, scheduledTime }: PastRun): string {
  return startedAt ?? scheduledTime ?? '';
}

function ofLine({ task: _, group, ...line }: EndedLine): PastRun {
  return { ...line, ...ofGroup(group) };
}

function ofEcs(task: EcsTask, taskArn: string): PastRun {
  const { startedAt, stoppedAt, lastStatus = 'UNKNOWN', stoppedReason } = task;
  const exitCode = task.containers?.find((container) => container.exitCode !== undefined)?.exitCode;
  return {
    taskArn,
    ...ofGroup(task.group),
    status: lastStatus.toLowerCase(),
    ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
    ...(startedAt === undefined || stoppedAt === undefined
      ? {}
      : { seconds: Math.round((stoppedAt.getTime() - startedAt.getTime()) / 1000) }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(stoppedReason === undefined ? {} : { reason: stoppedReason }),
  };
}

function ofGroup(group: string | undefined): Pick<PastRun, 'scheduledTime' | 'rerun'> {
  const [, scheduledTime, rerun] = group?.split('/') ?? [];
  return scheduledTime === undefined ? {} : { scheduledTime, rerun: Number(rerun) };
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
