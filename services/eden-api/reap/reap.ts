import type { ListOwned, OwnedListing } from '../../../shared/eden/clients/owned.ts';
import { type EnvironmentItem, LEASE_ATTRIBUTES } from '../../../shared/eden/environment/item.ts';
import { takeLease } from '../../../shared/eden/lease/take-lease.ts';
import type { DeleteOutcome } from '../../../shared/eden/operation/outcome.ts';
import { repairEnvironment } from '../../../shared/eden/operation/repair.ts';
import { type Attempt, attempt } from '../../../shared/eden/problem/attempt.ts';
import type { Problem } from '../../../shared/eden/problem/problem.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import type { ReadTraffic } from '../../../shared/eden/target-group/traffic-calls.ts';
import { findOrphans, noteOrphans, type Orphan, type Seen } from './orphans.ts';
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
}

/** Ports and settings of a reaper run. `deps.aws` reads and writes; no environment is begun after `startUntilMs`. */
export interface ReapDeps {
  readonly deps: EdenDeps;
  readonly listOwned: ListOwned;
  readonly readTraffic: ReadTraffic;
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

/** An orphan and what was done about it. */
interface ReportedOrphan extends Pick<Orphan, 'kind' | 'arn' | 'profile' | 'environment'> {
  readonly firstSeen: string;
  readonly action: 'reported' | 'deleted' | 'failed';
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
  /** The fullest ALB, in percent of the rules it may have. */
  readonly albRulesPercent: number;
}

/** Orphans deleted in one run, at most. */
const MAX_ORPHAN_DELETIONS = 5;
/** Where runs note the orphans they saw; types that begin with `_` are no environments. */
const NOTE_KEY = { type: '_reaper', name: 'orphans' } as const;

/** Environments that are noted as failed, at most. */
const MAX_NOTED_FAILURES = 1_000;

/** The note of one run for the next: orphans by the time they were first seen, and the environments that failed. */
interface Memory {
  readonly seen: Seen;
  readonly failed: readonly string[];
}

type Note = EnvironmentItem & Partial<Memory>;

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

/** A dry run reads the note and writes nothing. The note's item is ours alone: `seen` is what we put there. */
async function takeNote({ deps, policy }: ReapDeps, runId: string): Promise<Memory | 'held'> {
  if (policy.dryRun) return readNote((await deps.aws.getItem(NOTE_KEY)) as Note | undefined);
  const { taken } = await takeLease(deps, { key: NOTE_KEY, runId, mayCreate: true, set: { kind: 'reaper' } });
  return taken.status === 'taken' ? readNote(taken.before as Note | undefined) : 'held';
}

function readNote(note: Note | undefined): Memory {
  return { seen: note?.seen ?? {}, failed: note?.failed ?? [] };
}

function memoryOf({ report, orphans }: Awaited<ReturnType<typeof reapListed>>): Memory {
  const failed = report.reaped.filter(({ outcome }) => outcome === 'failed');
  const keys = failed.map(({ profile, name }) => dueKey({ type: profile, name }));
  return { seen: noteOrphans(orphans), failed: keys.slice(0, MAX_NOTED_FAILURES) };
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
    albRulesPercent: 0,
  };
}

function messages(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ message }) => message);
}

async function reapListed(
  reaper: ReapDeps,
  { seen, failed }: Memory,
): Promise<{ readonly report: ReapReport; readonly orphans: readonly Orphan[] }> {
  const { deps, policy } = reaper;
  const [items, limits, listing] = await listAll(reaper);
  const nowMs = deps.clock.now();
  const due = planReap(items, { nowMs, failed });
  const orphans = findOrphans(listing.resources, items, { seen, nowMs });
  const reaped = await workOff(reaper, due);
  const sleepers = await tendSleepers(reaper, items, due);
  const mayDelete = policy.orphans === 'delete' && !policy.dryRun && items.length > 0;
  const deletable = orphans.filter(({ isDeletable }) => mayDelete && isDeletable).slice(0, MAX_ORPHAN_DELETIONS);
  const dealt = new Map<string, Attempt<boolean>>();
  for (const orphan of deletable) dealt.set(orphan.arn, await attempt(() => deleteOrphan(reaper, orphan)));
  const reported = orphans.map((orphan) => reportOrphan(orphan, dealt.get(orphan.arn)));
  const fullest = Math.max(0, ...Object.values(listing.rulesByAlb));
  const report: ReapReport = {
    status: 'done',
    dryRun: policy.dryRun,
    problems: [...reaped, ...sleepers].flatMap(({ problems }) => problems ?? []),
    environments: items.length,
    olderThanDays: { days: policy.olderThanDays, count: countOlder(items, policy.olderThanDays, nowMs) },
    reaped,
    sleepers,
    asleep: countAsleep(items, sleepers),
    leftForNextRun: due.length - reaped.length,
    orphans: reported,
    albRulesPercent: Math.round((fullest / limits.rules) * 100),
  };
  return { report, orphans: orphans.filter((_, at) => reported[at]?.action !== 'deleted') };
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

/** Deletes one orphan, after asking once more whether it has an item by now; false: it has. */
async function deleteOrphan(
  { deps }: ReapDeps,
  { kind, arn, cluster, profile, environment }: Orphan,
): Promise<boolean> {
  if (profile !== '' && environment !== '') {
    if ((await deps.aws.getItem({ type: profile, name: environment })) !== undefined) return false;
  }
  if (kind === 'service') await deps.aws.deleteService({ cluster: cluster ?? '', service: arn });
  if (kind === 'rule') await deps.aws.deleteRule(arn);
  if (kind !== 'targetGroup') return true;
  return (await deps.aws.deleteTargetGroup(arn)) !== 'in_use';
}

function reportOrphan(orphan: Orphan, dealt: Attempt<boolean> | undefined): ReportedOrphan {
  const { kind, arn, profile, environment } = orphan;
  const at = { kind, arn, profile, environment, firstSeen: new Date(orphan.firstSeenMs).toISOString() };
  if (dealt === undefined) return { ...at, action: 'reported' };
  if (dealt.status === 'refused') return { ...at, action: 'failed', problems: messages(dealt.problems) };
  return { ...at, action: dealt.value ? 'deleted' : 'reported' };
}

async function giveNote({ deps, policy }: ReapDeps, runId: string, { seen, failed }: Memory): Promise<void> {
  if (policy.dryRun) return;
  await deps.aws.writeItem(NOTE_KEY, runId, { set: { seen, failed }, remove: LEASE_ATTRIBUTES });
}
