import { nextRuns } from '../../../schedule/next-runs.ts';
import { parseSchedule } from '../../../schedule/parse-schedule.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, stageFile } from '../sections.ts';
import type { ScheduledTask, Topology } from '../topology.ts';

/**
 * Longest task as JSON, bytes: a rule hands it to the function in a text of 8,192.
 * @see PutTargets, InputTransformer, InputTemplate
 */
const MAX_TASK_BYTES = 7_000;

/** Problems of the tasks of `config/tasks.yml`, beside their form. */
export function checkTasks(topology: Topology, report: ReportProblem): void {
  topology.tasks.forEach((task, index) => {
    const path = ['tasks', index];
    const names = topology.tasks.slice(0, index).map(({ name }) => name);
    if (names.includes(task.name)) report(FILES.tasks, [...path, 'name'], `the name "${task.name}" is taken`);
    if (task.subnetIds.length === 0) {
      const places = `here or under tasks in ${stageFile(topology.stage)}`;
      report(FILES.tasks, path, `${task.name}: expected subnetIds, ${places}`);
    }
    checkOwner(topology, task, report, path);
    if (neverRuns(task)) {
      report(FILES.tasks, [...path, 'scheduleExpression'], `no such day: ${task.scheduleExpression} never runs`);
    }
    const bytes = Buffer.byteLength(JSON.stringify(task));
    if (bytes > MAX_TASK_BYTES) {
      report(FILES.tasks, path, `${task.name} takes ${bytes} bytes as JSON, more than ${MAX_TASK_BYTES}`);
    }
  });
}

/** Scheduler and function are of this Region and account, and so must cluster and roles be. */
function checkOwner(
  { region, settings: { accountId } }: Topology,
  task: ScheduledTask,
  report: ReportProblem,
  path: readonly PropertyKey[],
): void {
  for (const key of ['targetClusterArn', 'taskDefinitionArn', 'taskRoleArn', 'executionRoleArn'] as const) {
    const [, , , ownRegion, account] = (task[key] ?? '').split(':');
    if (ownRegion !== undefined && ownRegion !== '' && task[key]?.startsWith('arn:') && ownRegion !== region) {
      report(FILES.tasks, [...path, key], `expected an ARN of this stage's Region ${region}, got ${task[key]}`);
    }
    if (task[key]?.startsWith('arn:') && accountId !== undefined && account !== accountId) {
      report(FILES.tasks, [...path, key], `expected an ARN of this stage's account ${accountId}, got ${task[key]}`);
    }
  }
}

function neverRuns({ scheduleExpression, timezone }: ScheduledTask): boolean {
  const parsed = parseSchedule(scheduleExpression);
  return parsed.status === 'ok' && nextRuns(parsed.schedule, { timezone }, 0, 1).length === 0;
}

/** Settings that work for some tasks only. */
export function warnOfTasks({ tasks }: Topology, warn: ReportProblem): void {
  tasks.forEach(({ name, executionRoleArn }, index) => {
    if (executionRoleArn !== undefined) return;
    const needed = 'where its task definition has an execution role, RunTask is refused: the function may not pass it';
    warn(FILES.tasks, ['tasks', index], `${name} has no executionRoleArn: ${needed}`);
  });
}
