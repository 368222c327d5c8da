import { parseVariables } from '../../shared/eden/profile/variables.ts';
import type { LineContext } from '../../shared/eden/run/transcript.ts';
import type { Caller } from './access.ts';
import type { ApiEvent } from './api-event.ts';
import type { Performed } from './perform.ts';
import type { ApiRequest } from './read-request.ts';

/** Who changed what: one line of the log a run. */
export interface AuditRecord {
  readonly operation: 'create' | 'delete';
  readonly apiKeyId: string;
  readonly apiKeyName: string;
  readonly sourceIp: string | null;
  readonly requestId: string | null;
  readonly profile: string;
  readonly name: string;
  readonly image: string | null;
  readonly imageDigest: string | null;
  /** Names of the variables that the request sets; null: it sets none. */
  readonly variables: readonly string[] | null;
  readonly desiredCount: string | null;
  readonly runId: string | null;
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

/** The line of a request that changes something; undefined for those that only read. */
export function auditRun({ caller, request, performed, runId, durationMs, context }: Audited): AuditRecord | undefined {
  if (request.operation !== 'create' && request.operation !== 'delete') return undefined;
  const { outcome, answer } = performed;
  const wasLate = outcome === undefined && answer.statusCode === 504;
  return {
    operation: request.operation,
    apiKeyId: caller.keyId,
    apiKeyName: caller.name,
    sourceIp: context?.identity?.sourceIp ?? null,
    requestId: context?.requestId ?? null,
    profile: request.profile,
    name: request.name,
    image: request.operation === 'create' ? request.imageUri : null,
    ...overridesOf(request),
    imageDigest: outcome !== undefined && 'imageDigest' in outcome ? outcome.imageDigest : null,
    runId: runId ?? null,
    outcome: outcome?.status ?? (wasLate ? 'late' : 'refused'),
    statusCode: answer.statusCode,
    durationMs,
  };
}

/** The settings that a create gives to its environment alone; values of variables are not logged. */
function overridesOf(request: ApiRequest): Pick<AuditRecord, 'variables' | 'desiredCount'> {
  if (request.operation !== 'create') return { variables: null, desiredCount: null };
  const { environment, desiredCount = null } = request.overrides;
  return {
    variables: environment === undefined ? null : Object.keys(parseVariables(environment) ?? {}),
    desiredCount,
  };
}
