import type { RunTaskRequest } from '../aws/types.ts';
import { refused } from '../problem/attempt.ts';
import type { CreateRun, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { computeOf, primaryOf } from '../service/clone.ts';

/**
 * Starts the profile's seed task once, in the first create of an environment; undone by stopping it. Its token is in the
 * journal before it starts, so that a run that goes on after a crash does not start a second one.
 */
export const seedTaskStep: Step = {
  id: 'seedTask',
  after: ['service'],
  apply: applySeedTask,
  undo: undoSeedTask,
};

async function applySeedTask(run: CreateRun): Promise<StepResult> {
  const { seedTask, targetCluster: cluster } = run.profile;
  const before = run.journal.entry('seedTask');
  if (seedTask === undefined || !run.isFirst || before?.state === 'made') return DONE;
  const token = before?.state === 'intended' ? (before.token ?? run.runId) : run.runId;
  await run.journal.intend('seedTask', { state: 'intended', token });
  const started = await run.aws.runTask(taskRequest(run, token));
  if (started.status === 'failed') {
    return refused({ code: 'aws', message: `The seed task was not started: ${started.reason}.` });
  }
  const listed =
    started.arn === undefined ? await run.aws.listStartedTasks({ cluster, startedBy: startedBy(token) }) : [];
  const arn = started.arn ?? listed[0];
  run.journal.note('seedTask', { state: 'made', token, arns: arn === undefined ? [] : [arn] });
  run.say(`Started seed task ${arn ?? 'of an earlier run'}: ${seedTask.command.join(' ')}`);
  return DONE;
}

function taskRequest({ profile, found, names, made, tags }: CreateRun, token: string): RunTaskRequest {
  const { command = [], container = found.loadBalancer.containerName } = profile.seedTask ?? {};
  const { networkConfiguration, platformVersion } = found.service;
  const { volumeConfigurations = [] } = primaryOf(found.service) ?? {};
  return {
    cluster: profile.targetCluster,
    taskDefinition: made.taskDefinitionArn ?? names.family,
    count: 1,
    clientToken: token,
    startedBy: startedBy(token),
    overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    ...computeOf(found.service, profile),
    ...(networkConfiguration !== undefined && { networkConfiguration }),
    ...(platformVersion !== undefined && { platformVersion }),
    // A volume that is configured at launch must be given to every task.
    ...(volumeConfigurations.length > 0 && { volumeConfigurations }),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

/** At most 128 letters, digits, hyphens, slashes and underscores. @see API_RunTask */
function startedBy(token: string): string {
  return `eden/${token}`;
}

async function undoSeedTask(run: UndoRun): Promise<StepResult> {
  const entry = run.journal.entry('seedTask');
  if (entry?.token === undefined || entry.state === 'undone' || run.good !== undefined) return DONE;
  const { targetCluster: cluster } = run.profile;
  const listed = await run.aws.listStartedTasks({ cluster, startedBy: startedBy(entry.token) });
  // ECS may not list a task that this run has just started. What an earlier run wrote into the item proves nothing.
  const own = entry.token === run.runId ? (entry.arns ?? []) : [];
  const running = [...new Set([...listed, ...own])];
  if (running.length > 0) await run.journal.intend('seedTask', { ...entry, state: 'undoing' });
  for (const arn of running) {
    await run.aws.stopTask({ cluster, arn, reason: `environment ${run.names.resource} is removed` });
    run.say(`Stopped seed task ${arn}`);
  }
  run.journal.note('seedTask', { ...entry, state: 'undone' });
  return DONE;
}
