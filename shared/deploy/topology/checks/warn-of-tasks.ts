import { clockChangeNotices } from '../../../schedule/clock-change-notices.ts';
import { nextRuns } from '../../../schedule/next-runs.ts';
import { parseSchedule } from '../../../schedule/parse-schedule.ts';
import { toScope } from '../../../schedule/schedule-scope.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES } from '../sections.ts';
import type { ScheduledTask, Topology } from '../topology.ts';

const YEAR_MS = 366 * 86_400_000;

/**
 * Settings that work for some tasks only, or no longer.
 * @param nowMs absent: nothing is said about the present, so that a package is the same whenever it is made.
 */
export function warnOfTasks({ tasks }: Topology, nowMs: number | undefined, warn: ReportProblem): void {
  tasks.forEach((task, index) => {
    const path = ['tasks', index];
    if (task.executionRoleArn === undefined) {
      const needed =
        'where its task definition has an execution role, RunTask is refused: the function may not pass it';
      warn(FILES.tasks, path, `${task.name} has no executionRoleArn: ${needed}`);
    }
    const { name, taskDefinitionArn: definition, iamEcsRunTaskResource: allowed } = task;
    if (allowed !== undefined && !covers(allowed, definition)) {
      const refused = `RunTask of ${definition} would be refused`;
      warn(FILES.tasks, [...path, 'iamEcsRunTaskResource'], `${name}: ${refused}, got ${allowed}`);
    }
    if (nowMs === undefined || !task.isEnabled) return;
    for (const [key, message] of presentWarnings(task, nowMs)) warn(FILES.tasks, [...path, key], message);
  });
}

/** Whether the ARN of a right, with * and ? for any text and any character, covers a task definition. */
function covers(allowed: string, definition: string): boolean {
  const pattern = allowed
    .split(':')
    .slice(5)
    .join(':')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const name = `task-definition/${definition.split('/').at(-1)}`;
  const names = /:\d+$/.test(name) ? [name] : [name, `${name}:1`];
  return names.some((one) => new RegExp(`^${pattern}$`).test(one));
}

function presentWarnings(task: ScheduledTask, nowMs: number): readonly (readonly [keyof ScheduledTask, string])[] {
  const { name, scheduleExpression: expression, timezone, start, end } = task;
  const parsed = parseSchedule(expression);
  if (parsed.status === 'wrong') return [];
  if (end !== undefined && Date.parse(end) <= nowMs) return [['end', `${name} has no run any more: ${end} is over`]];
  if (nextRuns(parsed.schedule, toScope(task), nowMs, 1).length === 0) {
    // One that never runs is a problem already.
    if (nextRuns(parsed.schedule, toScope(task), 0, 1).length === 0) return [];
    const late = 'EventBridge Scheduler may refuse to make a schedule without a run';
    return [['scheduleExpression', `${name} has no run any more: ${expression} is over; ${late}`]];
  }
  const isLate = start !== undefined && Date.parse(start) < nowMs;
  const changes = clockChangeNotices(parsed.schedule, timezone, nowMs, nowMs + YEAR_MS);
  return [
    ...(isLate ? [['start', lateStart(name, start, parsed.schedule.kind === 'rate')] as const] : []),
    ...(changes.length > 0 ? [['scheduleExpression', `${name} in ${timezone}: ${changes.join('; ')}`] as const] : []),
  ];
}

/** @see the refusal of CreateSchedule: "The StartDate you specify cannot be earlier than 5 minutes ago." */
function lateStart(name: string, start: string, isRate: boolean): string {
  const then = isRate ? ' (its rate then counts from the next deployment)' : '';
  const refusal = 'EventBridge Scheduler refuses to make or change a schedule with such a start';
  return `${name}: ${start} is over, and ${refusal}: remove it before the next change of the task${then}`;
}
