import { idleWindow, judgeTraffic } from '../../../shared/eden/environment/idle.ts';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { locateItem } from '../../../shared/eden/environment/locate-item.ts';
import { isLeased, phaseOf } from '../../../shared/eden/environment/phase.ts';
import { isBetween, sleepOf } from '../../../shared/eden/environment/sleep.ts';
import { type SleepOutcome, sleepEnvironment } from '../../../shared/eden/operation/sleep.ts';
import { type WakeOutcome, wakeEnvironment } from '../../../shared/eden/operation/wake.ts';
import { attempt } from '../../../shared/eden/problem/attempt.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import type { ReadTraffic } from '../../../shared/eden/target-group/traffic-calls.ts';

/** Ports and settings of {@link tendSleepers}. Nothing is begun after `startUntilMs`. */
export interface SleeperDeps {
  readonly deps: EdenDeps;
  readonly readTraffic: ReadTraffic;
  readonly startUntilMs: number;
  readonly policy: {
    readonly dryRun: boolean;
    /** Whether the stage has the function that wakes. */
    readonly sleep: boolean;
  };
}

/**
 * The result for one environment. `planned`: in a dry run; `unknown`: its metrics are missing, so it stays awake; else the
 * outcome of its run.
 */
export interface Tended {
  readonly profile: string;
  readonly name: string;
  readonly action: 'sleep' | 'wake';
  readonly outcome: 'planned' | 'unknown' | (SleepOutcome | WakeOutcome)['status'];
  readonly runId?: string;
  readonly problems?: readonly string[];
}

/**
 * Puts environments to sleep that were idle for their time, and takes wakes a step further that no request goes on with.
 * Those that are due are left out: they have changed since they were listed.
 */
export async function tendSleepers(
  sleepers: SleeperDeps,
  items: readonly EnvironmentItem[],
  due: readonly { readonly item: EnvironmentItem }[],
): Promise<readonly Tended[]> {
  const changed = new Set(due.map(({ item }) => item));
  const { deps, startUntilMs } = sleepers;
  const tended: Tended[] = [];
  for (const item of items) {
    const nowMs = deps.clock.now();
    if (nowMs >= startUntilMs) break;
    if (changed.has(item) || phaseOf(item) !== 'ready' || isLeased(item, nowMs)) continue;
    const one = await tend(sleepers, item);
    if (one !== undefined) tended.push({ profile: item.type, name: item.name, ...one });
  }
  return tended;
}

/** How many environments are asleep, or about to be, after a run. */
export function countAsleep(items: readonly EnvironmentItem[], tended: readonly Tended[]): number {
  const before = items.filter((item) => sleepOf(item) !== undefined).length;
  const count = (wanted: Tended['outcome']): number => tended.filter(({ outcome }) => outcome === wanted).length;
  return before + count('asleep') - count('awake');
}

type Result = Omit<Tended, 'profile' | 'name'>;

/** An error, even a bug of eden's, is reported for this item; the others are handled all the same. */
async function tend(sleepers: SleeperDeps, item: EnvironmentItem): Promise<Result | undefined> {
  const sleep = sleepOf(item);
  try {
    if (isBetween(sleep)) return await goOn(sleepers, item);
    return sleep === undefined && sleepers.policy.sleep ? await sleepIfIdle(sleepers, item) : undefined;
  } catch (error) {
    const message = `Item ${item.type}/${item.name} could not be worked on: ${String(error)}`;
    return { action: sleep === undefined ? 'sleep' : 'wake', outcome: 'failed', problems: [message] };
  }
}

/** A run that died while it put the environment to sleep is taken back as well: it wakes. */
async function goOn({ deps, policy }: SleeperDeps, item: EnvironmentItem): Promise<Result> {
  if (policy.dryRun) return { action: 'wake', outcome: 'planned' };
  const target = locateItem(item);
  if (target.status === 'invalid') return resultOf('wake', { ...target, status: 'failed', left: 'untouched' });
  return resultOf('wake', await wakeEnvironment(deps, target));
}

async function sleepIfIdle(sleepers: SleeperDeps, item: EnvironmentItem): Promise<Result | undefined> {
  const { deps, policy, readTraffic } = sleepers;
  const window = idleWindow(item, deps.clock.now());
  const targetGroupArn = item.journal?.targetGroup?.arns?.[0];
  if (window === undefined || targetGroupArn === undefined) return undefined;
  const target = locateItem(item);
  if (target.status === 'invalid') return resultOf('sleep', { ...target, status: 'failed', left: 'untouched' });
  const albArn = target.profile.masterAlbArn;
  const traffic = await attempt(() => readTraffic({ targetGroupArn, albArn }, window));
  if (traffic.status === 'refused') return resultOf('sleep', { ...traffic, status: 'failed', left: 'untouched' });
  const judged = judgeTraffic(traffic.value, window);
  if (judged === 'busy') return undefined;
  if (judged === 'unknown') return { action: 'sleep', outcome: 'unknown' };
  if (policy.dryRun) return { action: 'sleep', outcome: 'planned' };
  return resultOf('sleep', await sleepEnvironment(deps, target));
}

function resultOf(action: Tended['action'], outcome: SleepOutcome | WakeOutcome): Result {
  return {
    action,
    outcome: outcome.status,
    ...('runId' in outcome && outcome.runId !== undefined && { runId: outcome.runId }),
    ...(outcome.status === 'failed' && { problems: outcome.problems.map(({ message }) => message) }),
  };
}
