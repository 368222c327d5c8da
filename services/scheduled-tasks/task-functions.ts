import { type Exit, judgeExit, rerunAfter } from '../../shared/tasks/judge-exit.ts';
import { type RunPorts, type StartResult, startRun } from '../../shared/tasks/start-run.ts';
import type { Run } from '../../shared/tasks/task.ts';
import { type EndEvent, NotStartedError, type StartEvent } from './events.ts';
import type { CountTask } from './task-metrics.ts';

interface TaskLogger {
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Tools of the functions. */
export interface TaskTools {
  readonly ports: RunPorts;
  readonly count: CountTask;
  readonly logger: TaskLogger;
}

/** A run that is skipped behind one that was to start so many hours before it is a failure: that one does not end. */
const ENDLESS_HOURS = 23;
/** The log line of an ended task; `baikonur task history` reads it. */
const ENDED = 'task ended';

/** Builds both functions of the service. */
export function createTaskFunctions(tools: TaskTools) {
  return {
    start: async ({ task, scheduledTime }: StartEvent): Promise<StartResult> =>
      begin({ task, scheduledTime, rerun: 0 }, tools),

    ended: async ({ task, detail }: EndEvent): Promise<Exit & { readonly rerun?: StartResult }> => {
      const { count, logger } = tools;
      const exit = judgeExit(task, detail);
      const next = rerunAfter(task, detail, exit);
      const { taskArn, taskDefinitionArn, group, startedAt, stoppedAt } = detail;
      const times = { startedAt, stoppedAt };
      const fields = { task: task.name, taskArn, taskDefinitionArn, group, ...times, ...exit, rerun: next?.rerun };
      const isFailure = exit.status === 'failed' || exit.status === 'not_started';
      if (isFailure) logger.error(ENDED, fields);
      else logger.info(ENDED, fields);
      if (isFailure && next === undefined) count('failed', task.name);
      return next === undefined ? exit : { ...exit, rerun: await begin(next, tools) };
    },
  };
}

/** @throws {NotStartedError} where a task was not started: the same call again starts the rest. */
async function begin(run: Run, { ports, count, logger }: TaskTools): Promise<StartResult> {
  const { name } = run.task;
  const result = await startRun(run, ports);
  const fields = { task: name, ...result };
  switch (result.status) {
    case 'started':
      logger.info('task started', fields);
      count('started', name);
      return result;
    case 'skipped':
      return skipped(run, result, { count, logger });
    case 'not_started':
      logger.error('task not started', fields);
      throw new NotStartedError(name, run.replaces === undefined ? run.task.count : 1, result);
  }
}

/** A rerun that is skipped leaves its failure as the last word; a run behind an endless one is none at all. */
function skipped(
  { task: { name }, rerun }: Run,
  result: StartResult & { readonly status: 'skipped' },
  { count, logger }: Pick<TaskTools, 'count' | 'logger'>,
): StartResult {
  const fields = { task: name, ...result };
  count('skipped', name);
  if (rerun > 0) logger.error('rerun skipped: another run is not done', fields);
  else if (result.hours >= ENDLESS_HOURS) logger.error('task skipped: an earlier run does not end', fields);
  else {
    logger.info('task skipped: an earlier run is not done', fields);
    return result;
  }
  count('failed', name);
  return result;
}
