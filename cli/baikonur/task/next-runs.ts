import { DateTime } from 'luxon';
import type { ScheduledTask } from '../../../shared/deploy/topology/topology.ts';
import { doubledTimes, nextRuns, skippedTimes } from '../../../shared/schedule/next-runs.ts';
import { parseSchedule, type WallTime } from '../../../shared/schedule/parse-schedule.ts';

/** A task of `config/tasks.yml` with its next runs. */
export interface TaskPlan {
  readonly name: string;
  readonly schedule: string;
  readonly timezone: string;
  readonly isEnabled: boolean;
  readonly cluster: string;
  readonly taskDefinition: string;
  /** ISO 8601 with the offset of the zone; none where it is switched off or over. */
  readonly nextRuns: readonly string[];
  /** Effects of changes of the clocks on its runs within a year, and other things to know. */
  readonly notices: readonly string[];
}

const RUNS = 5;
const YEAR_MS = 366 * 86_400_000;

/** The next runs of a task, as EventBridge Scheduler will make them. */
export function planTask(task: ScheduledTask, nowMs: number): TaskPlan {
  const { name, scheduleExpression, timezone, isEnabled } = task;
  const parsed = parseSchedule(scheduleExpression);
  // config/ was checked: another form does not get here.
  const schedule = parsed.status === 'ok' ? parsed.schedule : undefined;
  const startMs = task.start === undefined ? undefined : Date.parse(task.start);
  const endMs = task.end === undefined ? undefined : Date.parse(task.end);
  const scope = { timezone, ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }) };
  const isKnown = schedule !== undefined && isEnabled && !(schedule.kind === 'rate' && startMs === undefined);
  const runs = isKnown ? nextRuns(schedule, scope, nowMs, RUNS) : [];
  return {
    name,
    schedule: scheduleExpression,
    timezone,
    isEnabled,
    cluster: task.targetClusterArn,
    taskDefinition: task.taskDefinitionArn,
    nextRuns: runs.map((run) => inZone(run, timezone)),
    notices:
      schedule === undefined
        ? []
        : [
            ...(schedule.kind === 'rate' && startMs === undefined
              ? ['its runs count from the moment at which the schedule was made; start sets that moment']
              : []),
            ...skippedTimes(schedule, timezone, nowMs, nowMs + YEAR_MS).map(
              (time) => `no run at ${wallText(time)}: the clocks skip that time`,
            ),
            ...doubledTimes(schedule, timezone, nowMs, nowMs + YEAR_MS).map(
              (time) => `one run at ${wallText(time)}, though the clocks show that time twice`,
            ),
          ],
  };
}

/** A moment as the clocks of a zone show it. */
function inZone(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone }).toISO({ suppressMilliseconds: true, suppressSeconds: true }) ?? '';
}

function wallText({ year, month, day, hour, minute }: WallTime): string {
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
