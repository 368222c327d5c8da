import { DateTime } from 'luxon';
import type { ScheduledTask } from '../../../shared/deploy/topology/topology.ts';
import { clockChangeNotices } from '../../../shared/schedule/clock-change-notices.ts';
import { nextRuns } from '../../../shared/schedule/next-runs.ts';
import { parseSchedule } from '../../../shared/schedule/parse-schedule.ts';
import { toScope } from '../../../shared/schedule/schedule-scope.ts';

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

const UNANCHORED = 'its runs count from the moment at which the schedule was made; start sets that moment';
const RUNS = 5;
const YEAR_MS = 366 * 86_400_000;

/** The next runs of a task, as EventBridge Scheduler will make them. */
export function planTask(task: ScheduledTask, nowMs: number): TaskPlan {
  const { name, scheduleExpression, timezone, isEnabled } = task;
  const parsed = parseSchedule(scheduleExpression);
  // config/ was checked: another form does not get here.
  const schedule = parsed.status === 'ok' ? parsed.schedule : undefined;
  const isUnanchored = schedule?.kind === 'rate' && task.start === undefined;
  const isKnown = schedule !== undefined && isEnabled && !isUnanchored;
  const runs = isKnown ? nextRuns(schedule, toScope(task), nowMs, RUNS) : [];
  return {
    name,
    schedule: scheduleExpression,
    timezone,
    isEnabled,
    cluster: task.targetClusterArn,
    taskDefinition: task.taskDefinitionArn,
    nextRuns: runs.map((run) => inZone(run, timezone)),
    notices: [
      ...(isUnanchored ? [UNANCHORED] : []),
      ...(runs.length > 0 && schedule !== undefined
        ? clockChangeNotices(schedule, timezone, nowMs, nowMs + YEAR_MS)
        : []),
    ],
  };
}

/** A moment as the clocks of a zone show it. */
function inZone(ms: number, timezone: string): string {
  return DateTime.fromMillis(ms, { zone: timezone }).toISO({ suppressMilliseconds: true, suppressSeconds: true }) ?? '';
}
