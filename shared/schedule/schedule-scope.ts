import type { ScheduleScope } from './next-runs.ts';

/** A schedule's zone, and its first and last moment as ISO 8601 with an offset. */
export interface WrittenScope {
  readonly timezone: string;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

/** Where and when a schedule is in force, as numbers. */
export function toScope({ timezone, start, end }: WrittenScope): ScheduleScope {
  return {
    timezone,
    ...(start === undefined ? {} : { startMs: Date.parse(start) }),
    ...(end === undefined ? {} : { endMs: Date.parse(end) }),
  };
}
