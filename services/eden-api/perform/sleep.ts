import { locateEnvironment } from '../../../shared/eden/environment/locate.ts';
import { MAX_WAKE_S } from '../../../shared/eden/environment/sleep.ts';
import { sleepEnvironment } from '../../../shared/eden/operation/sleep.ts';
import type { SleepTarget } from '../../../shared/eden/operation/sleep-run.ts';
import { type WakeOutcome, wakeEnvironment } from '../../../shared/eden/operation/wake.ts';
import type { LoadedProfile } from '../../../shared/eden/profile/profile.ts';
import { type Answer, type ApiProblem, answer, refuse, refuseProblems, refuseRun } from '../answer.ts';
import { statusUrl } from '../view.ts';
import type { Of, Performed, RequestContext } from './context.ts';
import { loadPushed } from './load-profile.ts';

/** Seconds after which a caller asks again whether an environment is awake. */
const WAKE_RETRY_S = 5;

type Woken = Exclude<WakeOutcome, { status: 'failed' | 'absent' }>;

/** Puts one environment to sleep. */
export async function performSleep(request: Of<'sleep'>, context: RequestContext): Promise<Performed> {
  const { profile, name } = request;
  const loaded = await loadPushed(context, profile);
  if (loaded.status === 'refused') return loaded;
  const outcome = await sleepEnvironment(context.deps, await targetOf(context, profile, { loaded, name }));
  if (outcome.status === 'absent') return { answer: refuseAbsent(outcome.name), outcome };
  if (outcome.status === 'failed') {
    return { answer: refuseRun(outcome, statusUrl(context.base, profile, name)), outcome };
  }
  const message = outcome.status === 'asleep' ? 'successfully put to sleep' : 'asleep already';
  const { name: resource, runId } = outcome;
  return { answer: answer(200, { status: 'ok', message, name: resource, profile, sleep: 'asleep', runId }), outcome };
}

/** Takes one step of an environment's wake: a caller asks until it is awake. */
export async function performWake(request: Of<'wake'>, context: RequestContext): Promise<Performed> {
  const { profile, name } = request;
  const loaded = await loadPushed(context, profile);
  if (loaded.status === 'refused') return loaded;
  const outcome = await wakeEnvironment(context.deps, await targetOf(context, profile, { loaded, name }));
  const page = statusUrl(context.base, profile, name);
  if (outcome.status === 'absent') return { answer: refuseAbsent(outcome.name), outcome };
  if (outcome.status === 'failed') return { answer: refuseRun(outcome, page), outcome };
  const problems = wakeProblems(outcome);
  if (problems.length > 0) return { answer: refuse(409, problems, { body: { statusUrl: page } }), outcome };
  const { name: resource, runId } = outcome;
  const sleep = outcome.status === 'awake' ? null : 'waking';
  const body = { status: 'ok', message: outcome.status, name: resource, profile, sleep, statusUrl: page, runId };
  return { answer: answerWake(sleep === null, body), outcome };
}

/** The answer to a wake that goes well: 202 until all is awake. */
export function answerWake(isAwake: boolean, body: object): Answer {
  return isAwake ? answer(200, body) : answer(202, body, { 'Retry-After': String(WAKE_RETRY_S) });
}

/** The reasons why a wake has ended without a healthy target; none unless it has. */
export function wakeProblems(outcome: Woken): readonly ApiProblem[] {
  if (outcome.status !== 'unhealthy') return [];
  const first = `Environment ${outcome.name} was not healthy ${MAX_WAKE_S / 60} minutes after its tasks were started; they are stopped again.`;
  return [first, ...outcome.why].map((message) => ({ code: 'wake_failed', message }));
}

/** The environment of a name, with the pushed profile. @throws AwsCallError */
export async function targetOf(
  { deps }: RequestContext,
  profileName: string,
  of: { readonly loaded: LoadedProfile; readonly name: string },
): Promise<SleepTarget> {
  const at = { profile: of.loaded.profile, profileName, given: of.name };
  return { located: await locateEnvironment(deps.aws, at), ...of.loaded };
}

function refuseAbsent(name: string): Answer {
  const message = `Environment ${name} does not exist.`;
  return refuseProblems([{ code: 'not_found', field: 'name', message }]);
}
