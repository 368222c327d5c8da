import { parseGroup, type Run, type Task } from './task.ts';

/** A stopped task, as EventBridge reports it. @see ECS developer guide, "Task state change events" */
export interface StoppedTask {
  readonly taskArn: string;
  readonly taskDefinitionArn?: string;
  readonly group?: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly containers: readonly StoppedContainer[];
}

interface StoppedContainer {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** How a task ended. */
export type Exit = {
  readonly seconds?: number;
  readonly reason: string;
} & (
  | { readonly status: 'succeeded' }
  /** A container ended with another code, was killed for memory, or AWS took its host. */
  | { readonly status: 'failed'; readonly exitCode?: number }
  /** No container ever ran: no image, no capacity, no address, no secret. */
  | { readonly status: 'not_started' }
  /** It was stopped by hand, or by a program. */
  | { readonly status: 'stopped' }
);

/** SIGTERM: what the other containers get when an essential one has ended. */
const TERMINATED = 143;
const KILLED = 137;
/** AWS took the host of the task. @see ECS API, Task, stopCode */
const INTERRUPTIONS = ['SpotInterruption', 'TerminationNotice'];

/** Judges how a task ended. */
export function judgeExit(task: Pick<Task, 'container' | 'okExitCodes'>, stopped: StoppedTask): Exit {
  const seconds = secondsOf(stopped);
  const base = seconds === undefined ? {} : { seconds };
  const stoppedReason = stopped.stoppedReason ?? 'no reason given';
  if (stopped.stopCode === 'UserInitiated') return { ...base, status: 'stopped', reason: stoppedReason };
  const ran = stopped.containers.some(({ exitCode }) => exitCode !== undefined);
  if (stopped.stopCode === 'TaskFailedToStart' || !ran) {
    return { ...base, status: 'not_started', reason: withReasons(stoppedReason, stopped) };
  }
  // Whatever exit code a container then has: it was stopped before its work was done.
  if (INTERRUPTIONS.includes(stopped.stopCode ?? '')) {
    return { ...base, status: 'failed', reason: `${stopped.stopCode}: ${stoppedReason}` };
  }
  const failed = judgedContainers(task, stopped).find(({ exitCode }) => !isOk(task, exitCode));
  if (failed === undefined) return { ...base, status: 'succeeded', reason: stoppedReason };
  const code = failed.exitCode;
  const reason = `container ${failed.name} ${code === undefined ? 'has no exit code' : `ended with exit code ${code}`}`;
  return {
    ...base,
    status: 'failed',
    ...(code === undefined ? {} : { exitCode: code }),
    reason: failed.reason === undefined ? reason : `${reason}: ${failed.reason}`,
  };
}

/**
 * The containers whose exit codes count: the one that is named, else all; but where one of them has ended well, not
 * those that ECS then ended.
 */
function judgedContainers(task: Pick<Task, 'container' | 'okExitCodes'>, { containers }: StoppedTask) {
  if (task.container !== undefined) {
    const named = containers.filter(({ name }) => name === task.container);
    return named.length > 0 ? named : [{ name: task.container, reason: 'the task has no such container' }];
  }
  const hasEndedWell = containers.some(({ exitCode }) => exitCode !== undefined && isOk(task, exitCode));
  return containers.filter(
    ({ exitCode, reason }) =>
      !(hasEndedWell && reason === undefined && (exitCode === TERMINATED || exitCode === KILLED)),
  );
}

function isOk({ okExitCodes }: Pick<Task, 'okExitCodes'>, exitCode: number | undefined): boolean {
  return exitCode !== undefined && okExitCodes.includes(exitCode);
}

function withReasons(stoppedReason: string, { containers }: StoppedTask): string {
  const reasons = containers.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  return [stoppedReason, ...reasons].join('; ');
}

function secondsOf({ startedAt, stoppedAt }: StoppedTask): number | undefined {
  if (startedAt === undefined || stoppedAt === undefined) return undefined;
  return Math.max(0, Math.round((Date.parse(stoppedAt) - Date.parse(startedAt)) / 1000));
}

/** The rerun that follows a task that ended so, of this task alone; `undefined`: none does. */
export function rerunAfter(task: Task, { group = '', taskArn }: StoppedTask, { status }: Exit): Run | undefined {
  const run = parseGroup(group);
  if (run === undefined || run.rerun >= task.reruns) return undefined;
  return status === 'failed' || status === 'not_started'
    ? { task, ...run, rerun: run.rerun + 1, replaces: taskArn }
    : undefined;
}
