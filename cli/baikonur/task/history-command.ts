import { FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { toTask } from '../../../shared/deploy/template/to-task.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { CommandError, type ExitCode, type Shell } from '../shell.ts';
import { type Connected, connect, type TaskOptions } from './connect-tasks.ts';
import { findEcsTasks, type LogPlace, logContainers, logPlaces } from './ecs-tasks.ts';
import { findTask } from './find-task.ts';
import { type EndedLine, mergeRuns, type PastRun, readEndedLine } from './history.ts';
import { runLine, writeLines } from './run-line.ts';

const HISTORY_DAYS = 14;
const HISTORY_RUNS = 20;
const DAY_MS = 86_400_000;
/** Lines of each container that `logs` shows. @see GetLogEvents: 10,000 a call */
const LOG_LINES = 1_000;

/** `task history`: the last runs, with exit code, duration and where their containers log. */
export async function showHistory(
  name: string,
  options: TaskOptions & { readonly limit?: number },
  shell: Shell,
): Promise<ExitCode> {
  const connected = await connect(options, shell);
  const runs = (await pastRuns(connected, name, shell)).slice(0, options.limit ?? HISTORY_RUNS);
  const places = await placesOf(connected.ecs, runs);
  const withLogs = runs.map((run) => ({ ...run, logs: places.get(run) ?? [] }));
  if (options.json) writeLines(shell, [printableJson(withLogs, 2)]);
  else if (runs.length === 0) writeLines(shell, [`${name}: no run in the last ${HISTORY_DAYS} days`]);
  else
    writeLines(
      shell,
      withLogs.flatMap((run) => [runLine(run), ...run.logs.map(placeLine)]),
    );
  return 0;
}

function placeLine({ container, group, stream }: LogPlace): string {
  return printable(`  logs  ${container}  ${group}  ${stream}`);
}

async function pastRuns(connected: Connected, name: string, shell: Shell): Promise<readonly PastRun[]> {
  const { topology, ecs } = connected;
  const task = findTask(topology, name);
  const ended = await readEnded(connected, name, shell.now());
  return mergeRuns(toTask(topology, task), ended, await findEcsTasks(ecs, topology, task));
}

/** Each definition is asked for once; of one that is deleted no place is known. */
async function placesOf(ecs: ECSClient, runs: readonly PastRun[]): Promise<ReadonlyMap<PastRun, readonly LogPlace[]>> {
  const found = new Map<PastRun, readonly LogPlace[]>();
  for (const [definition, same] of Map.groupBy(runs, ({ taskDefinitionArn }) => taskDefinitionArn)) {
    if (definition === undefined) continue;
    const containers = await logContainers(ecs, definition).catch(() => []);
    for (const run of same) found.set(run, logPlaces(containers, run.taskArn));
  }
  return found;
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
  const last = (await pastRuns(connected, name, shell)).find(({ taskDefinitionArn }) => taskDefinitionArn);
  if (last?.taskDefinitionArn === undefined) throw new CommandError(`${name}: no run in the last ${HISTORY_DAYS} days`);
  const places = logPlaces(await logContainers(connected.ecs, last.taskDefinitionArn), last.taskArn);
  if (places.length === 0) throw new CommandError(`${name}: its containers do not log to CloudWatch Logs (awslogs)`);
  for (const { container, group, stream } of places) {
    const input = { logGroupName: group, logStreamName: stream, limit: LOG_LINES, startFromHead: false };
    const answer = await connected.logs.send(new GetLogEventsCommand(input)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      shell.stderr.write(
        `${name}: ${printable(`container ${container} has written nothing yet (${group}, ${stream})`)}\n`,
      );
      return undefined;
    });
    const lines = (answer?.events ?? []).map(({ message = '', timestamp = 0 }) => ({ container, timestamp, message }));
    writeLines(
      shell,
      options.json
        ? lines.map((line) => printableJson(line))
        : lines.map((line) => printable(`${container}  ${new Date(line.timestamp).toISOString()}  ${line.message}`)),
    );
  }
  return 0;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
