import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { isLeased, phaseOf } from '../../../shared/eden/environment/phase.ts';
import { MAX_WAKE_S, sleepOf } from '../../../shared/eden/environment/sleep.ts';
import type { WakeOutcome } from '../../../shared/eden/operation/wake.ts';
import type { Notice } from './page.ts';

/** ALB's nodes take a changed rule over within seconds; after this time something else is wrong, in seconds. */
const RULE_TAKEN_OVER_S = 300;
const RELOAD_S = 3;
const RELOAD_AWAKE_S = 1;
const RETRY_LATER_S = 60;

/** The handling of a request: a notice at once, or the next step of the wake first. */
export type Decision = { readonly status: 'tell'; readonly notice: Notice } | { readonly status: 'wake' };

/** Decides by the item alone. `isButton`: a person asks for one more try. */
export function decide(
  item: EnvironmentItem,
  { nowMs, isButton }: { readonly nowMs: number; readonly isButton: boolean },
): Decision {
  const name = nameOf(item);
  const sleep = sleepOf(item);
  if (isLeased(item, nowMs)) return { status: 'tell', notice: wakingNotice(name) };
  if (phaseOf(item) !== 'ready') return { status: 'tell', notice: unfinishedNotice(name) };
  if (sleep === undefined) return { status: 'tell', notice: awakeNotice(name, item, nowMs) };
  if (sleep.state === 'failed' && !isButton) return { status: 'tell', notice: failedNotice(name) };
  return { status: 'wake' };
}

/** The notice after a step of the wake. Nothing that AWS said is told: whoever finds the host reads the page. */
export function noticeOf(item: EnvironmentItem, outcome: WakeOutcome): Notice {
  const name = nameOf(item);
  switch (outcome.status) {
    case 'awake':
      return awakeNow(name);
    case 'waking':
      return wakingNotice(name);
    case 'unhealthy':
      return failedNotice(name);
    case 'absent':
      return unknownHost(item.endpoint ?? '');
    case 'failed':
      return outcome.problems.some(({ code }) => code === 'held') ? wakingNotice(name) : notWokenNotice(name);
  }
}

/** The notice of a host that no environment has. */
export function unknownHost(host: string): Notice {
  return { code: 'unknown_host', title: 'No such environment', sentence: `No environment has the host ${host}.` };
}

/** The notice of a host that several environments of the table have: none is woken in the place of another. */
export function sharedHost(host: string): Notice {
  const sentence = `More than one environment has the host ${host}, so none is woken: "eden ls" shows them, and their owners delete all but one.`;
  return { code: 'shared_host', title: 'Which environment?', sentence };
}

function nameOf({ environment, name }: EnvironmentItem): string {
  return environment ?? name;
}

function wakingNotice(name: string): Notice {
  return {
    code: 'waking',
    title: `Waking up ${name}`,
    sentence: `Environment ${name} was asleep and its tasks are starting. This takes a minute or two; this page reloads itself.`,
    retryAfterS: RELOAD_S,
  };
}

function awakeNow(name: string): Notice {
  return {
    code: 'awake',
    title: `${name} is awake`,
    sentence: `Environment ${name} is awake.`,
    retryAfterS: RELOAD_AWAKE_S,
  };
}

/** The item says that it is awake, and the load balancer still sends its requests here. */
function awakeNotice(
  name: string,
  { woken_at: wokenAt = 0, last_updated: updated = 0 }: EnvironmentItem,
  nowMs: number,
): Notice {
  const changedAt = Math.max(wokenAt, updated);
  if (nowMs / 1000 - changedAt < RULE_TAKEN_OVER_S) return awakeNow(name);
  const sentence = `Environment ${name} is awake, but its listener rule still leads to this page. Its owner deploys it again to repair the rule.`;
  return { code: 'not_woken', title: `${name} is not reached`, sentence };
}

function unfinishedNotice(name: string): Notice {
  const sentence = `The last run on environment ${name} did not finish. The reaper repairs it within minutes.`;
  return { code: 'busy', title: `${name} is being repaired`, sentence, retryAfterS: RETRY_LATER_S };
}

function failedNotice(name: string): Notice {
  const sentence = `Environment ${name} was not healthy ${MAX_WAKE_S / 60} minutes after its tasks were started, so they were stopped again. "eden show ${name}" says why.`;
  return { code: 'wake_failed', title: `${name} did not wake up`, sentence, hasButton: true };
}

function notWokenNotice(name: string): Notice {
  const sentence = `Environment ${name} could not be woken. "eden wake ${name}" says why.`;
  return { code: 'not_woken', title: `${name} could not be woken`, sentence, hasButton: true };
}
