import { DescribeTasksCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { createRunPorts } from '../../../shared/aws/task-ports.ts';
import { toTask } from '../../../shared/deploy/template/to-task.ts';
import type { ScheduledTask, Topology } from '../../../shared/deploy/topology/topology.ts';
import { printableJson } from '../../../shared/log/printable.ts';
import { startRun } from '../../../shared/tasks/start-run.ts';
import { meantStage } from '../connect.ts';
import { askToRun, type Consent } from '../operator/consent.ts';
import { CommandError, type ExitCode, type Shell } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { connect, type TaskOptions } from './connect-tasks.ts';
import { findTask } from './find-task.ts';
import { type Judged, mergeRuns } from './history.ts';
import { planTask, type TaskPlan } from './next-runs.ts';
import { runLine, writeLines } from './run-line.ts';
import { startLines } from './start-lines.ts';

const POLL_MS = 2_000;

/** Options of `task run`. */
type RunTaskOptions = TaskOptions & Consent & { readonly wait?: boolean };

/** `task ls`: the tasks of the stage and their next runs; nothing is asked of AWS. */
export function listTasks(options: TaskOptions, shell: Shell): ExitCode {
  const topology = loadStage(meantStage(options.stage, shell.env));
  const plans = topology.tasks.map((task) => planTask(task, shell.now()));
  writeLines(
    shell,
    options.json ? [printableJson(plans, 2)] : plans.length === 0 ? noTasks() : plans.flatMap(planLines),
  );
  return 0;
}

function noTasks(): readonly string[] {
  return ['config/tasks.yml has no task: services/scheduled-tasks/README.md says what to write'];
}

function planLines({ name, schedule, timezone, isEnabled, cluster, taskDefinition, nextRuns, notices }: TaskPlan) {
  const runs =
    nextRuns.length > 0 || notices.length > 0
      ? nextRuns.map((run) => `  next  ${run}`)
      : ['  next  none: its time is over'];
  return [
    `${name}  ${schedule} ${timezone}  ${taskDefinition} in ${cluster}`,
    ...(isEnabled ? runs : ['  switched off (isEnabled: false)']),
    ...notices.map((notice) => `  note  ${notice}`),
  ];
}

/**
 * `task run`: starts a run now, as its schedule would. It shows what it starts, and asks. `--yes` without `--run` starts it,
 * too: the earlier form, which scripts have.
 */
export async function runTask(name: string, options: RunTaskOptions, shell: Shell): Promise<ExitCode> {
  const { topology, ecs } = await connect(options, shell);
  const task = findTask(topology, name);
  const run = { task: toTask(topology, task), scheduledTime: new Date(shell.now()).toISOString(), rerun: 0 };
  const isMeant = options.dryRun !== true && (options.run === true || options.yes === true);
  if (!options.json) writeLines(shell, [planOfRun(task, topology)]);
  if (!isMeant) {
    writeLines(shell, [
      options.json ? printableJson({ dryRun: true, run }, 2) : 'Nothing was started. With --run it is.',
    ]);
    return 0;
  }
  await askToRun({ text: `Start ${name}`, otherwise: 'nothing was started' }, options, shell);
  // Without them it throws here: a run would report it as a task that ECS did not start.
  await ecs.config.credentials();
  const result = await startRun(run, createRunPorts(ecs));
  if (result.status !== 'started' || options.wait !== true) {
    writeLines(shell, options.json ? [printableJson(result)] : startLines(name, topology.stage, result));
    return result.status === 'started' ? 0 : 1;
  }
  shell.stderr.write(`${name}: started ${result.taskArns.join(', ')}; waiting until it ends\n`);
  return waitForEnd({ ecs, task, judged: run.task, taskArns: result.taskArns }, options, shell);
}

function planOfRun(task: ScheduledTask, { stage }: Topology): string {
  const { name, taskCount, taskDefinitionArn, targetClusterArn, overlap } = task;
  return `${name} at stage ${stage}: ${taskCount} of ${taskDefinitionArn} in ${targetClusterArn}, overlap ${overlap}`;
}

interface StartedTasks {
  readonly ecs: ECSClient;
  readonly task: ScheduledTask;
  readonly judged: Judged;
  readonly taskArns: readonly string[];
}

/** @throws {CommandError} where ECS does not know the tasks any more. */
async function waitForEnd(
  { ecs, task, judged, taskArns }: StartedTasks,
  options: TaskOptions,
  shell: Shell,
): Promise<ExitCode> {
  const signal = shell.untilInterrupted();
  const input = { cluster: task.targetClusterArn, tasks: [...taskArns] };
  for (;;) {
    const { tasks = [], failures = [] } = await ecs.send(new DescribeTasksCommand(input));
    const lost = failures.map(({ arn, reason }) => `${arn} (${reason})`);
    if (lost.length > 0) throw new CommandError(`${task.name}: ECS does not know ${lost.join(', ')}`);
    if (tasks.length > 0 && tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')) {
      const runs = mergeRuns(judged, [], tasks);
      writeLines(shell, options.json ? [printableJson(runs)] : runs.map(runLine));
      return runs.every(({ status }) => status === 'succeeded') ? 0 : 1;
    }
    if (signal.aborted) {
      shell.stderr.write(`${task.name}: no longer waited for; it goes on\n`);
      return 1;
    }
    await pause(POLL_MS, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
