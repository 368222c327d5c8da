import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { type Clock, leaseOfFunction } from '../../shared/eden/lease/lease.ts';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import { type Caller, findCaller, type KeyPolicy } from './access.ts';
import { type Answer, refuse, refuseProblems } from './answer.ts';
import type { ApiEvent } from './api-event.ts';
import { type AuditRecord, auditRun, type StepRecord } from './audit.ts';
import { deadlineOf, stoppable } from './deadline.ts';
import type { Performed, PushedProfiles } from './perform/context.ts';
import { perform } from './perform/perform.ts';
import { type ApiRequest, readRequest } from './read-request.ts';
import { groupUrl, statusUrl } from './view.ts';

/** The stage's settings of the API. */
export interface ApiPolicy extends KeyPolicy {
  readonly tableName: string;
  readonly getRoutes: boolean;
  /** ARNs of roles that the function may pass. */
  readonly passableRoles: readonly string[];
  /** The function's timeout, ms: a lease outlasts it. */
  readonly timeoutMs: number;
}

/** A timer that can be cancelled. */
export interface Alarm {
  readonly reached: Promise<void>;
  readonly cancel: () => void;
}

/** Ports and settings of the API. */
export interface ApiDeps {
  readonly policy: ApiPolicy;
  readonly aws: EdenAws;
  readonly profiles: PushedProfiles;
  readonly clock: Clock;
  /** Rings at an epoch ms. */
  readonly setAlarm: (atMs: number) => Alarm;
  readonly newRunId: () => string;
  readonly random: () => number;
  readonly audit: (record: AuditRecord) => void;
  readonly tellStep: (step: StepRecord) => void;
  readonly tellError: (error: unknown, requestId: string | undefined) => void;
}

interface Asked {
  readonly event: ApiEvent;
  readonly request: ApiRequest;
  readonly caller: Caller;
}

/** Creates the handler of API requests; it never throws, and answers before the gateway would in its place. */
export function createApi(api: ApiDeps) {
  return async (event: ApiEvent): Promise<Answer> => {
    try {
      return await handle(api, event);
    } catch (error) {
      if (error instanceof AwsCallError) return refuseProblems([{ code: 'aws', message: error.message }]);
      const requestId = event.requestContext?.requestId;
      api.tellError(error, requestId);
      const message = `Something is wrong with eden itself; its log says what, under request ${requestId ?? 'unknown'}.`;
      return refuse(500, [{ code: 'internal', message }]);
    }
  };
}

async function handle(api: ApiDeps, event: ApiEvent): Promise<Answer> {
  const read = readRequest(event, api.policy);
  if (read.status === 'refused') {
    const headers = read.allow && { Allow: read.allow.join(', ') };
    return refuse(read.statusCode, read.problems, headers && { headers });
  }
  const caller = findCaller(event, api.policy);
  if (caller === undefined) {
    return refuse(403, [{ code: 'forbidden', message: 'This API key is not in eden.keys: it may use no profile.' }]);
  }
  return await answerInTime(api, { event, request: read.request, caller });
}

/** Performs a request; when a call hangs past the deadline the run is stopped where it is, journaled, and 504 says so. */
async function answerInTime(api: ApiDeps, asked: Asked): Promise<Answer> {
  const { event, request, caller } = asked;
  const startedMs = api.clock.now();
  const deadline = deadlineOf(event.requestContext?.requestTimeEpoch ?? startedMs);
  let isStopped = false;
  let runId: string | undefined;
  const deps: EdenDeps = {
    aws: stoppable(api.aws, () => isStopped),
    tableName: api.policy.tableName,
    clock: api.clock,
    newRunId: () => (runId = api.newRunId()),
    random: api.random,
    holder: `api ${caller.name}`,
    lease: leaseOfFunction(api.policy.timeoutMs),
    deadline,
    lockTimeoutMs: 0,
    say: (text, of) => api.tellStep({ text, ...of }),
    passableRoles: api.policy.passableRoles,
  };
  const base = baseOf(event);
  const alarm = api.setAlarm(deadline.answerAtMs);
  const work = perform(request, { deps, profiles: api.profiles, tableName: deps.tableName, caller, base });
  const late = alarm.reached.then((): Performed => {
    isStopped = true;
    work.catch(() => {});
    return { answer: refuseLate(asked, runId) };
  });
  const performed = await Promise.race([work, late]).finally(alarm.cancel);
  const durationMs = api.clock.now() - startedMs;
  const record = auditRun({ caller, request, performed, runId, durationMs, context: event.requestContext });
  if (record !== undefined) api.audit(record);
  return performed.answer;
}

function baseOf({ path, requestContext }: ApiEvent) {
  return {
    domainName: requestContext?.domainName,
    fullPath: requestContext?.path,
    path,
  };
}

function refuseLate({ event, request }: Asked, runId: string | undefined): Answer {
  const message =
    runId === undefined
      ? 'AWS did not answer in time; nothing was changed.'
      : 'AWS did not answer in time; what was begun is journaled: the next create, delete or reaper run finishes it.';
  const page = 'name' in request ? { statusUrl: pageOf(event, request) } : {};
  const state = runId === undefined ? 'untouched' : 'unfinished';
  return refuse(504, [{ code: 'deadline', message }], { body: { state, ...page, ...(runId && { runId }) } });
}

function pageOf(event: ApiEvent, request: Extract<ApiRequest, { name: string }>): string {
  const base = baseOf(event);
  if ('group' in request) return groupUrl(base, request.group, request.name);
  return statusUrl(base, request.profile, request.name);
}
