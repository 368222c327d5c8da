import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { locateItem } from '../../../shared/eden/environment/locate-item.ts';
import { type LeasePolicy, leaseOfFunction } from '../../../shared/eden/lease/lease.ts';
import { type WakeOutcome, wakeEnvironment } from '../../../shared/eden/operation/wake.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import { type AlbAnswer, type AlbEvent, hostOf, wantsPage } from './alb-event.ts';
import { createFindItem } from './find-item.ts';
import { decide, noticeOf, sharedHost, unknownHost } from './notices.ts';
import { answerNotice, WAKE_PATH } from './page.ts';

/** Ports and settings of the function that wakes environments. */
export interface WakingDeps extends Pick<EdenDeps, 'aws' | 'clock' | 'newRunId' | 'random' | 'say'> {
  readonly tableName: string;
  /** The function's timeout, ms: a lease outlasts it. */
  readonly timeoutMs: number;
  readonly tellError: (error: unknown, host: string) => void;
}

type Wake = (item: EnvironmentItem, isButton: boolean) => Promise<WakeOutcome>;

/** Steps of a wake are at least so far apart in one instance of the function, in ms. */
const STEP_MS = 2_000;

/**
 * Creates the handler of the requests of environments that are asleep. Each request takes the wake one step further, if
 * none did so a moment ago; the lease of the environment lets one of many take it.
 */
export function createWaking(deps: WakingDeps): (event: AlbEvent) => Promise<AlbAnswer> {
  const find = createFindItem(deps);
  const wake = createWake(deps);
  return async (event) => {
    const host = hostOf(event);
    const isPage = wantsPage(event);
    try {
      const item = await find(host);
      if (item === undefined) return answerNotice(unknownHost(host), isPage);
      if (item === 'several') return answerNotice(sharedHost(host), isPage);
      const isButton = event.httpMethod === 'POST' && event.path === WAKE_PATH;
      const decision = decide(item, { nowMs: deps.clock.now(), isButton });
      if (decision.status === 'tell') return answerNotice(decision.notice, isPage);
      const outcome = await wake(item, isButton);
      const notice = noticeOf(item, outcome);
      if (notice.code === 'not_woken') deps.tellError(outcome, host);
      return answerNotice(notice, isPage, isButton ? '/' : undefined);
    } catch (error) {
      deps.tellError(error, host);
      const sentence = 'The environment could not be woken; try again in a minute.';
      return answerNotice({ code: 'not_woken', title: 'Not woken', sentence }, isPage);
    }
  };
}

/** The last step of an environment's wake that this instance took. */
interface Step {
  readonly atMs: number;
  readonly isButton: boolean;
  readonly outcome: Promise<WakeOutcome>;
}

/**
 * Takes a step of an environment's wake. Requests that come within two seconds share it. The button starts one at once, but
 * not one after the other: everyone who reaches the host can press it.
 */
function createWake(deps: WakingDeps): Wake {
  const steps = new Map<string, Step>();
  const lease = leaseOfFunction(deps.timeoutMs);
  return (item, isButton) => {
    const id = JSON.stringify([item.type, item.name]);
    const [nowMs, last] = [deps.clock.now(), steps.get(id)];
    const isShared = last !== undefined && nowMs - last.atMs < STEP_MS && (last.isButton || !isButton);
    if (isShared) return last.outcome;
    const outcome = takeStep(deps, lease, item);
    steps.set(id, { atMs: nowMs, isButton, outcome });
    outcome.catch(() => steps.delete(id));
    return outcome;
  };
}

async function takeStep(
  { aws, clock, newRunId, random, say, tableName }: WakingDeps,
  lease: LeasePolicy,
  item: EnvironmentItem,
): Promise<WakeOutcome> {
  const target = locateItem(item);
  if (target.status === 'invalid') return { status: 'failed', problems: target.problems, left: 'untouched' };
  const run: EdenDeps = {
    aws,
    clock,
    newRunId,
    random,
    say,
    tableName,
    lease,
    holder: 'waking function',
    lockTimeoutMs: 0,
  };
  return await wakeEnvironment(run, target);
}
