import type { Failed } from '../../shared/eden/operation/outcome.ts';
import type { Problem } from '../../shared/eden/problem/problem.ts';

/** The function's answer to API Gateway. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A problem as the API tells it. */
export interface ApiProblem {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

const HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
} as const;

/**
 * Statuses of the core's problems, the most important first: it decides the status of a run with several problems. Problems on
 * the side of AWS come before those that the caller can fix, since fixing those alone would not help.
 */
const STATUSES: readonly (readonly [Problem['code'], number])[] = [
  ['deadline', 504],
  ['aws', 502],
  ['lease_lost', 409],
  ['held', 409],
  ['draining', 409],
  ['owned_by_other', 409],
  ['profile_changed', 409],
  ['quota', 409],
  ['group_failed', 409],
  ['unprocessable', 422],
  ['not_found', 404],
  ['bad_request', 400],
];

/** The answer for a run that failed; `state` says what it left. */
export function refuseRun({ problems, left, retryAfterS, runId }: Failed, statusUrl: string): Answer {
  const isLate = problems.some(({ code }) => code === 'deadline');
  return refuseProblems(problems, {
    ...(retryAfterS !== undefined && { headers: { 'Retry-After': String(retryAfterS) } }),
    body: { state: left, ...(runId !== undefined && { runId }), ...(isLate && { statusUrl }) },
  });
}

/** The answer for problems of the core: the most important gives status and code. */
export function refuseProblems(problems: readonly Problem[], more: Parameters<typeof refuse>[2] = {}): Answer {
  const weight = ({ code }: Problem): number => STATUSES.findIndex(([known]) => known === code);
  const sorted = problems.toSorted((a, b) => weight(a) - weight(b));
  const status = STATUSES.find(([code]) => code === sorted[0]?.code)?.[1] ?? 500;
  return refuse(status, sorted, more);
}

/** An error in the one shape all errors have, the gateway's own included. */
export function refuse(
  statusCode: number,
  problems: readonly [ApiProblem, ...ApiProblem[]] | readonly ApiProblem[],
  more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: object } = {},
): Answer {
  const [first] = problems;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const body = {
    status: 'error',
    message: `${first?.message ?? 'Refused.'}${others}`,
    code: first?.code ?? 'internal',
    problems,
    ...more.body,
  };
  return answer(statusCode, body, more.headers);
}

/** An answer with a JSON body. */
export function answer(statusCode: number, body: object, more: Readonly<Record<string, string>> = {}): Answer {
  return {
    statusCode,
    headers: { ...HEADERS, ...more },
    body: JSON.stringify(body),
  };
}
