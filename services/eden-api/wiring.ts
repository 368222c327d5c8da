import { leaseOfFunction } from '../../shared/eden/lease/lease.ts';
import { readFields } from '../../shared/eden/profile/fields.ts';
import { groupsOf } from '../../shared/eden/profile/groups.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import type { RawItem, TableAdmin } from '../../shared/eden/table/admin.ts';
import type { EdenApiSettings } from './config.ts';
import type { PushedProfiles } from './perform/context.ts';
import { type ReapDeps, type ReapReport, reap } from './reap/reap.ts';

/** Kept for the last environment's delete, and for the report. */
const RESERVE_MS = 60_000;
/** Kept for the report alone. */
const REPORT_MS = 10_000;

/** Ports and settings of the reaper's function. */
export interface ReaperWorld extends Pick<EdenDeps, 'aws' | 'clock' | 'newRunId' | 'random' | 'say'> {
  readonly listOwned: ReapDeps['listOwned'];
  readonly readTraffic: ReapDeps['readTraffic'];
  readonly putEvents: ReapDeps['putEvents'];
  readonly settings: EdenApiSettings;
}

/** The pushed profiles of a table. */
export function profilesOf(admin: Pick<TableAdmin, 'getProfile' | 'scan'>, table: string): PushedProfiles {
  return {
    get: (name) => admin.getProfile(table, name),
    list: async () => namesOf(await admin.scan(table), () => true),
    inGroup: async (group) =>
      namesOf(await admin.scan(table), ({ profile }) => groupsOf(readFields(profile) ?? {}).includes(group)),
  };
}

function namesOf(items: readonly RawItem[], isWanted: (item: RawItem) => boolean): readonly string[] {
  const profiles = items.filter(({ type }) => type === '_profile');
  return profiles
    .filter(isWanted)
    .map(({ name }) => String(name))
    .toSorted();
}

/** One run of the reaper, within its function's timeout. `isDry` makes a single run a dry one. */
export async function runReaper(world: ReaperWorld, isDry: boolean): Promise<ReapReport> {
  const { settings, listOwned, readTraffic, putEvents, ...ports } = world;
  const { api, reaper, reaperTimeoutMs } = settings;
  const endMs = ports.clock.now() + reaperTimeoutMs;
  const deps: EdenDeps = {
    ...ports,
    tableName: api.tableName,
    holder: 'reaper',
    lease: leaseOfFunction(reaperTimeoutMs),
    deadline: { stepsUntilMs: endMs - RESERVE_MS, undoUntilMs: endMs - REPORT_MS },
    lockTimeoutMs: 0,
  };
  const policy = { ...reaper, dryRun: reaper.dryRun || isDry };
  return await reap({ deps, listOwned, readTraffic, putEvents, policy, startUntilMs: endMs - RESERVE_MS });
}
