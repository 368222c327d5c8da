import { errorText } from '../../errors/error-text.ts';

/** The kind of a problem. The API maps it to an HTTP status, the CLI to an exit code. */
type ProblemCode =
  | 'bad_request'
  | 'not_found'
  | 'unprocessable'
  | 'owned_by_other'
  | 'held'
  | 'draining'
  | 'quota'
  | 'profile_changed'
  | 'aws'
  | 'lease_lost'
  | 'interrupted'
  /** Another environment of the group failed, and this one went back. */
  | 'group_failed'
  | 'deadline';

/** One problem of a request or of the account. The message is one sentence: what, where and the actual value. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** The parameter or profile key, where there is one. */
  readonly field?: string;
}

/**
 * A call that AWS refused or did not answer, for a reason that the call's port has no answer for. Ports throw it; `attempt` turns it into
 * a {@link Problem}. `code` is the name of the AWS error, `action` the API action, `resource` the resource's name or ARN.
 */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;
  readonly resource: string;
  readonly code: string;

  constructor(action: string, resource: string, code: string, cause: unknown) {
    const text = errorText(cause);
    const what = isUnanswered(cause) ? 'AWS did not answer' : 'AWS refused';
    super(`${what} ${action} on ${resource}: ${code}: ${text}`, { cause });
    this.action = action;
    this.resource = resource;
    this.code = code;
  }
}

/** Codes of Node and the SDK for a call that no answer came to: no network, no such host, too late. */
const UNANSWERED = /^(ECONN|ENOTFOUND$|EAI_|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$|EPIPE$|TimeoutError$|AbortError$)/;

function isUnanswered(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return UNANSWERED.test('code' in cause ? String(cause.code) : '') || UNANSWERED.test(cause.name);
}

/** Adds problems to the list of a preflight; a check that reports one returns undefined. */
export type Report = (...problems: readonly Problem[]) => void;
