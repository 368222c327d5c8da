import { CloudWatchLogsClient, FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTasksCommand, ECSClient, type Task as EcsTask } from '@aws-sdk/client-ecs';
import { createRunPorts } from '../../../shared/aws/task-ports.ts';
import { toTask } from '../../../shared/deploy/template/to-task.ts';
import type { ScheduledTask, Topology } from '../../../shared/deploy/topology/topology.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { startRun } from '../../../shared/tasks/start-run.ts';
import { connectStage, meantStage } from '../connect.ts';
import { CommandError, type ExitCode, type Shell } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { findEcsTasks, logPlaces } from './ecs-tasks.ts';
import { findTask } from './find-task.ts';
import { type EndedLine, mergeRuns, type PastRun, readEndedLine } from './history.ts';
import { planTask, type TaskPlan } from './next-runs.ts';

/** Options that all task commands have. */
export interface TaskOptions {
  readonly stage?: string;
  readonly json?: boolean;
}

const HISTORY_DAYS = 14;
const DAY_MS = 86_400_000;
const POLL_MS = 2_000;
/** Lines of each container that `logs` shows. @see GetLogEvents: 10,000 a call */
const LOG_LINES = 1_000;

interface Connected {
  readonly topology: Topology;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
}

/** `task ls`: the tasks of the stage and their next runs; nothing is asked of AWS. */
export function listTasks(options: TaskOptions, shell: Shell): ExitCode {
  const topology = loadStage(meantStage(options.stage, shell.env));
  const plans = topology.tasks.map((task) => planTask(task, shell.now()));
  write(shell, options.json ? [printableJson(plans, 2)] : plans.length === 0 ? noTasks() : plans.flatMap(planLines));
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

/** `task run`: starts a run now, as its schedule would. */
export async function runTask(
  name: string,
  options: TaskOptions & { readonly yes?: boolean; readonly wait?: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const { topology, ecs } = await connect(options, shell);
  const task = findTask(topology, name);
  const run = { task: toTask(topology, task), scheduledTime: new Date(shell.now()).toISOString(), rerun: 0 };
  if (options.yes !== true) {
    write(shell, options.json ? [printableJson({ dryRun: true, run }, 2)] : planOfRun(task, topology));
    return 0;
  }
  const result = await startRun(run, createRunPorts(ecs));
  if (result.status !== 'started' || options.wait !== true) {
    const { status, ...rest } = result;
    write(shell, [options.json ? printableJson(result) : `${name}: ${status} ${printableJson(rest)}`]);
    return result.status === 'started' ? 0 : 1;
  }
  shell.stderr.write(`${name}: started ${result.taskArns.join(', ')}; waiting until it ends\n`);
  return waitForEnd({ ecs, task, taskArns: result.taskArns }, options, shell);
}

function planOfRun(task: ScheduledTask, { stage }: Topology): readonly string[] {
  const { name, taskCount, taskDefinitionArn, targetClusterArn, overlap } = task;
  return [
    `${name} at stage ${stage}: ${taskCount} of ${taskDefinitionArn} in ${targetClusterArn}, overlap ${overlap}`,
    'nothing was started: add --yes to start it',
  ];
}

async function waitForEnd(
  {
    ecs,
    task,
    taskArns,
  }: { readonly ecs: ECSClient; readonly task: ScheduledTask; readonly taskArns: readonly string[] },
  options: TaskOptions,
  shell: Shell,
): Promise<ExitCode> {
  const signal = shell.untilInterrupted();
  for (;;) {
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: task.targetClusterArn, tasks: [...taskArns] }),
    );
    if (tasks.length > 0 && tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')) {
      const runs = mergeRuns([], tasks);
      write(shell, options.json ? [printableJson(runs)] : runs.map(runLine));
      const isFine = ({ exitCode }: PastRun): boolean =>
        exitCode !== undefined && task.onExit.okExitCodes.includes(exitCode);
      return runs.every(isFine) ? 0 : 1;
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

/** `task history`: the last runs, with exit code and duration. */
export async function showHistory(name: string, options: TaskOptions, shell: Shell): Promise<ExitCode> {
  const connected = await connect(options, shell);
  const task = findTask(connected.topology, name);
  const ended = await readEnded(connected, name, shell.now());
  const runs = mergeRuns(ended, await findEcsTasks(connected.ecs, task));
  if (options.json) write(shell, [printableJson(runs, 2)]);
  else write(shell, runs.length === 0 ? [`${name}: no run in the last ${HISTORY_DAYS} days`] : runs.map(runLine));
  return 0;
}

function runLine({ scheduledTime, rerun, status, startedAt, seconds, exitCode, reason, taskArn }: PastRun): string {
  const parts = [
    startedAt ?? scheduledTime ?? '-',
    rerun ? `${status} (rerun ${rerun})` : status,
    seconds === undefined ? undefined : `${seconds} s`,
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
    reason,
    taskArn.split('/').at(-1),
  ];
  return printable(parts.filter((part) => part !== undefined).join('  '));
}

async function readEnded({ topology, logs }: Connected, name: string, nowMs: number): Promise<readonly EndedLine[]> {
  const logGroupName = topology.names.logGroup('scheduled-tasks', 'ended');
  const lines: EndedLine[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await logs.send(
        new FilterLogEventsCommand({
          logGroupName,
          filterPattern: '"task ended"',
          startTime: nowMs - HISTORY_DAYS * DAY_MS,
          ...(nextToken ? { nextToken } : {}),
        }),
      );
      lines.push(...(page.events ?? []).flatMap(({ message = '' }) => readEndedLine(message, name) ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
  } catch (error) {
    // Not deployed, or no run yet: ECS still knows the last hour.
    if (!isMissing(error)) throw error;
  }
  return lines;
}

/** `task logs`: what the containers of the last run wrote. */
export async function showLogs(name: string, options: TaskOptions, shell: Shell): Promise<ExitCode> {
  const connected = await connect(options, shell);
  const last = newest(await findEcsTasks(connected.ecs, findTask(connected.topology, name)));
  if (last === undefined) throw new CommandError(`${name}: no task that runs or stopped within the last hour`);
  const places = await logPlaces(connected.ecs, last);
  if (places.length === 0) throw new CommandError(`${name}: its containers do not log to CloudWatch Logs (awslogs)`);
  for (const { container, group, stream } of places) {
    const input = { logGroupName: group, logStreamName: stream, limit: LOG_LINES, startFromHead: false };
    const answer = await connected.logs.send(new GetLogEventsCommand(input)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      shell.stderr.write(`${name}: container ${container} has written nothing yet (${group}, ${stream})\n`);
      return undefined;
    });
    const lines = (answer?.events ?? []).map(({ message = '', timestamp = 0 }) => ({ container, timestamp, message }));
    write(
      shell,
      options.json
        ? lines.map((line) => printableJson(line))
        : lines.map((line) => `${container}  ${new Date(line.timestamp).toISOString()}  ${printable(line.message)}`),
    );
  }
  return 0;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

/** By the run's time, which begins its group behind the name; then by that of the task. */
function newest(tasks: readonly EcsTask[]): EcsTask | undefined {
  return tasks.toSorted((one, other) => (ageOf(other) > ageOf(one) ? 1 : -1))[0];
}

function ageOf({ group = '', createdAt }: EcsTask): string {
  return `${group} ${createdAt?.toISOString() ?? ''}`;
}

function write(shell: Shell, lines: readonly string[]): void {
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

async function connect({ stage }: TaskOptions, shell: Shell): Promise<Connected> {
  const topology = loadStage(meantStage(stage, shell.env));
  const env = await connectStage(topology, shell.env);
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = env;
  const options = {
    ...(region === undefined ? {} : { region }),
    ...(endpoint ? { endpoint } : {}),
    ...credentialsOf(env),
  };
  return { topology, ecs: new ECSClient(options), logs: new CloudWatchLogsClient(options) };
}

function credentialsOf(env: Readonly<Record<string, string | undefined>>) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) } };
}
