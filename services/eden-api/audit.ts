import { parseVariables } from '../../shared/eden/profile/variables.ts';
import type { LineContext } from '../../shared/eden/run/transcript.ts';
import type { Caller } from './access.ts';
import type { ApiEvent } from './api-event.ts';
import type { Performed } from './perform/context.ts';
import type { ApiRequest } from './read-request.ts';

/** Who changed what: one line of the log a run. */
export interface AuditRecord {
  readonly operation: Changing['operation'];
  readonly apiKeyId: string;
  readonly apiKeyName: string;
  readonly sourceIp: string | null;
  readonly requestId: string | null;
  /** Null where it is a group. */
  readonly profile: string | null;
  readonly group: string | null;
  readonly name: string;
  /** Of a group: profile and image, one a profile. */
  readonly image: string | null;
  readonly imageDigest: string | null;
  /** Names of the variables that the request sets; null: it sets none. */
  readonly variables: readonly string[] | null;
  readonly desiredCount: string | null;
  /** Null where it is a group: its members have runs of their own. */
  readonly runId: string | null;
  readonly members:
    | readonly { readonly profile: string; readonly outcome: string; readonly runId: string | null }[]
    | null;
  /** `created`, `deleted`, …; `failed`; `refused` before any run; `late` when the answer came before the run's end. */
  readonly outcome: string;
  readonly statusCode: number;
  readonly durationMs: number;
}

/** One line of a run's log: what the run does, to which environment. */
export interface StepRecord extends Partial<LineContext> {
  readonly text: string;
}

/** A request, its answer and its run. */
export interface Audited {
  readonly caller: Caller;
  readonly request: ApiRequest;
  readonly performed: Performed;
  readonly runId: string | undefined;
  readonly durationMs: number;
  readonly context: ApiEvent['requestContext'];
}

type Changing = Extract<
  ApiRequest,
  {
    readonly operation:
      | 'create'
      | 'delete'
      | 'sleep'
      | 'wake'
      | 'createGroup'
      | 'deleteGroup'
      | 'sleepGroup'
      | 'wakeGroup';
  }
>;

/** The line of a request that changes something; undefined for those that only read. */
export function auditRun({ caller, request, performed, runId, durationMs, context }: Audited): AuditRecord | undefined {
  if (!isChanging(request)) return undefined;
  const { outcome, answer } = performed;
  const wasLate = outcome === undefined && answer.statusCode === 504;
  const isGroup = 'group' in request;
  return {
    operation: request.operation,
    apiKeyId: caller.keyId,
    apiKeyName: caller.name,
    sourceIp: context?.identity?.sourceIp ?? null,
    requestId: context?.requestId ?? null,
    profile: isGroup ? null : request.profile,
    group: isGroup ? request.group : null,
    name: request.name,
    image: imageOf(request),
    ...overridesOf(request),
    imageDigest: outcome !== undefined && 'imageDigest' in outcome ? outcome.imageDigest : null,
    runId: isGroup ? null : (runId ?? null),
    members: outcome !== undefined && 'members' in outcome ? outcome.members.map(auditMember) : null,
    outcome: outcome?.status ?? (wasLate ? 'late' : 'refused'),
    statusCode: answer.statusCode,
    durationMs,
  };
}

function isChanging(request: ApiRequest): request is Changing {
  return !['list', 'show', 'showGroup', 'profiles'].includes(request.operation);
}

function auditMember({
  profile,
  outcome,
}: {
  readonly profile: string;
  readonly outcome: { readonly status: string; readonly runId?: string };
}) {
  return { profile, outcome: outcome.status, runId: outcome.runId || null };
}

function imageOf(request: Changing): string | null {
  if (request.operation === 'create') return request.imageUri;
  if (request.operation !== 'createGroup') return null;
  const { all, by } = request.images;
  const own = Object.entries(by).map(([profile, image]) => `${profile}=${image}`);
  return [...(all === undefined ? [] : [all]), ...own].join(', ');
}

/** The settings that a create gives to its environments alone; values of variables are not logged. */
function overridesOf(request: Changing): Pick<AuditRecord, 'variables' | 'desiredCount'> {
  if (!('overrides' in request)) return { variables: null, desiredCount: null };
  const { environment, desiredCount = null } = request.overrides;
  return {
    variables: environment === undefined ? null : Object.keys(parseVariables(environment) ?? {}),
    desiredCount,
  };
}
