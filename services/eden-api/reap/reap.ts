import type { PutEvents } from '../../../shared/eden/clients/events.ts';
import type { ListOwned, OwnedListing } from '../../../shared/eden/clients/owned.ts';
import { type EnvironmentItem, LEASE_ATTRIBUTES } from '../../../shared/eden/environment/item.ts';
import { takeLease } from '../../../shared/eden/lease/take-lease.ts';
import type { DeleteOutcome } from '../../../shared/eden/operation/outcome.ts';
import { repairEnvironment } from '../../../shared/eden/operation/repair.ts';
import { attempt } from '../../../shared/eden/problem/attempt.ts';
import type { Problem } from '../../../shared/eden/problem/problem.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import type { ReadTraffic } from '../../../shared/eden/target-group/traffic-calls.ts';
import { type Told, tellExpiring } from './expiring.ts';
import { handleOrphans, type ReportedOrphan } from './handle-orphans.ts';
import { type Memory, readMemory } from './memory.ts';
import { findOrphans, noteOrphans, type Orphan } from './orphans.ts';
import { countOlder, type Due, dueKey, planReap } from './plan.ts';
import { countAsleep, type Tended, tendSleepers } from './sleepers.ts';

/** The stage's settings of the reaper. */
export interface ReapPolicy {
  readonly owner: string;
  readonly albArns: readonly string[];
  readonly clusters: readonly string[];
  readonly orphans: 'report' | 'delete';
  /** Environments deleted or repaired in one run; those that are refused before anything is changed do not count. */
  readonly maxDeletions: number;
  readonly dryRun: boolean;
  /** Whether idle environments are put to sleep. */
  readonly sleep: boolean;
  readonly olderThanDays: number;
  /** How long before its end an environment is announced, in seconds; 0: not at all. */
  readonly noticeS: number;
}

/** Ports and settings of a reaper run. `deps.aws` reads and writes; no environment is begun after `startUntilMs`. */
export interface ReapDeps {
  readonly deps: EdenDeps;
  readonly listOwned: ListOwned;
  readonly readTraffic: ReadTraffic;
  readonly putEvents: PutEvents;
  readonly policy: ReapPolicy;
  readonly startUntilMs: number;
}

/** The result for one environment. */
interface Reaped {
  readonly profile: string;
  readonly name: string;
  readonly reason: Due['reason'];
  /** A delete's outcome, or `planned` in a dry run, or `postponed` when time ran out. */
  readonly outcome: string;
  readonly runId?: string;
  readonly problems?: readonly string[];
}

/** The results of a reaper run: the function's answer and its log. `refused`: nothing was deleted, `problems` say why. */
export interface ReapReport {
  readonly status: 'done' | 'refused' | 'busy';
  readonly dryRun: boolean;
  readonly problems: readonly string[];
  readonly environments: number;
  readonly olderThanDays: { readonly days: number; readonly count: number };
  readonly reaped: readonly Reaped[];
  /** Environments that were put to sleep, or that a run woke. */
  readonly sleepers: readonly Tended[];
  /** How many are asleep after the run. */
  readonly asleep: number;
  /** Due, but beyond the cap: for the next run. */
  readonly leftForNextRun: number;
  readonly orphans: readonly ReportedOrphan[];
  /** Environments whose end was announced in this run: `profile/name`. */
  readonly expiring: readonly string[];
  /** The fullest ALB, in percent of the rules it may have. */
  readonly albRulesPercent: number;
}

/** Where runs note the orphans they saw; types that begin with `_` are no environments. */
const NOTE_KEY = { type: '_reaper', name: 'orphans' } as const;

/** Environments that are noted as failed, at most. */
const MAX_NOTED_FAILURES = 1_000;

/**
 * Deletes what has expired, repairs what died, reports orphans. Everything is listed first: when any listing is
 * refused, nothing is deleted. Two runs never overlap: the second one is `busy`.
 */
export async function reap(reaper: ReapDeps): Promise<ReapReport> {
  const runId = reaper.deps.newRunId();
  const taken = await attempt(() => takeNote(reaper, runId));
  if (taken.status === 'refused') return refused(reaper, taken.problems);
  if (taken.value === 'held') return { ...refused(reaper, []), status: 'busy' };
  const before = taken.value;
  const done = await attempt(() => reapListed(reaper, before));
  const report = done.status === 'ok' ? done.value.report : refused(reaper, done.problems);
  const note = done.status === 'ok' ? memoryOf(done.value) : before;
  const given = await attempt(() => giveNote(reaper, runId, note));
  return given.status === 'ok' ? report : { ...report, problems: [...report.problems, ...messages(given.problems)] };
}

/** A dry run reads the note and writes nothing. */
async function takeNote({ deps, policy }: ReapDeps, runId: string): Promise<Memory | 'held'> {
  const nowMs = deps.clock.now();
  if (policy.dryRun) return readMemory(await deps.aws.getItem(NOTE_KEY), nowMs);
  const { taken } = await takeLease(deps, { key: NOTE_KEY, runId, mayCreate: true, set: { kind: 'reaper' } });
  return taken.status === 'taken' ? readMemory(taken.before, nowMs) : 'held';
}

function memoryOf({ report, orphans, told }: Awaited<ReturnType<typeof reapListed>>): Memory {
  const failed = report.reaped.filter(({ outcome }) => outcome === 'failed');
  const keys = failed.map(({ profile, name }) => dueKey({ type: profile, name }));
  return { seen: noteOrphans(orphans), failed: keys.slice(0, MAX_NOTED_FAILURES), told };
}

function refused({ policy }: ReapDeps, problems: readonly Problem[]): ReapReport {
  return {
    status: 'refused',
    dryRun: policy.dryRun,
    problems: messages(problems),
    environments: 0,
    olderThanDays: { days: policy.olderThanDays, count: 0 },
    reaped: [],
    sleepers: [],
    asleep: 0,
    leftForNextRun: 0,
    orphans: [],
    expiring: [],
    albRulesPercent: 0,
  };
}

function messages(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ message }) => message);
}

async function reapListed(
  reaper: ReapDeps,
  { seen, failed, told }: Memory,
): Promise<{ readonly report: ReapReport; readonly orphans: readonly Orphan[]; readonly told: Told }> {
  const { deps, policy } = reaper;
  const [items, limits, listing] = await listAll(reaper);
  const nowMs = deps.clock.now();
  const due = planReap(items, { nowMs, failed });
  const orphans = findOrphans(listing.resources, items, { seen, nowMs });
  const reaped = await workOff(reaper, due);
  const sleepers = await tendSleepers(reaper, items, due);
  const { reported, left } = await handleOrphans(deps, orphans, {
    mayDelete: policy.orphans === 'delete' && !policy.dryRun && items.length > 0,
  });
  const notices = await tellExpiring(reaper, items, told);
  const fullest = Math.max(0, ...Object.values(listing.rulesByAlb));
  const report: ReapReport = {
    status: 'done',
    dryRun: policy.dryRun,
    problems: [...reaped, ...sleepers, notices].flatMap((one) => one.problems ?? []),
    environments: items.length,
    olderThanDays: { days: policy.olderThanDays, count: countOlder(items, policy.olderThanDays, nowMs) },
    reaped,
    sleepers,
    asleep: countAsleep(items, sleepers),
    leftForNextRun: due.length - reaped.length,
    orphans: reported,
    expiring: notices.expiring,
    albRulesPercent: Math.round((fullest / limits.rules) * 100),
  };
  return { report, orphans: left, told: notices.told };
}

/** The table first: what is made after it was read is at worst noted as an orphan once. */
async function listAll({ deps, policy, listOwned }: ReapDeps) {
  const items = await deps.aws.scanEnvironments();
  const [limits, listing] = await Promise.all([deps.aws.describeAlbLimits(), listOwned(policy)]);
  return [items, limits, listing] satisfies readonly [readonly EnvironmentItem[], { rules: number }, OwnedListing];
}

async function workOff({ deps, policy, startUntilMs }: ReapDeps, due: readonly Due[]): Promise<readonly Reaped[]> {
  const reaped: Reaped[] = [];
  let begun = 0;
  for (const { item, reason } of due) {
    if (begun >= policy.maxDeletions) break;
    const at = { profile: item.type, name: item.name, reason };
    if (policy.dryRun) {
      reaped.push({ ...at, outcome: 'planned' });
      begun += 1;
    } else if (deps.clock.now() >= startUntilMs) reaped.push({ ...at, outcome: 'postponed' });
    else {
      const outcome = await reapOne(deps, item, reason);
      if (outcome.status !== 'failed' || outcome.left !== 'untouched') begun += 1;
      const problems = outcome.status === 'failed' ? { problems: messages(outcome.problems) } : {};
      const run = 'runId' in outcome && outcome.runId !== undefined ? { runId: outcome.runId } : {};
      reaped.push({ ...at, outcome: outcome.status, ...run, ...problems });
    }
  }
  return reaped;
}

/** Repairs one environment. An error, even a bug of eden's, is reported for this item; the others are still reaped. */
async function reapOne(deps: EdenDeps, item: EnvironmentItem, reason: Due['reason']): Promise<DeleteOutcome> {
  try {
    return await repairEnvironment(deps, item, reason);
  } catch (error) {
    const message = `Item ${item.type}/${item.name} could not be worked on: ${String(error)}`;
    return { status: 'failed', problems: [{ code: 'unprocessable', message }], left: 'untouched' };
  }
}

async function giveNote({ deps, policy }: ReapDeps, runId: string, { seen, failed, told }: Memory): Promise<void> {
  if (policy.dryRun) return;
  await deps.aws.writeItem(NOTE_KEY, runId, { set: { seen, failed, told }, remove: LEASE_ATTRIBUTES });
}
