import { errorText } from '../../errors/error-text.ts';

/** What kind of thing went wrong; an HTTP driver maps it to a status, the CLI to an exit code. */
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
  | 'deadline';

/** One thing that is wrong with a request or in the account, in one sentence that names what, where and the actual value. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** The parameter or profile key it is about, where there is one. */
  readonly field?: string;
}

/**
 * What AWS refused and we did not expect. Ports throw it; the edge of a run turns it into a {@link Problem}.
 * `code` is the name of the AWS error, `action` the API action, `resource` what it was about.
 */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;
  readonly resource: string;
  readonly code: string;

  constructor(action: string, resource: string, code: string, cause: unknown) {
    const text = errorText(cause);
    super(`AWS refused ${action} on ${resource}: ${code}: ${text}`, { cause });
    this.action = action;
    this.resource = resource;
    this.code = code;
  }
}

/** Thrown by a step that cannot go on for reasons of its own; carries every problem it found. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join(' '));
    this.problems = problems;
  }
}

/** Where problems gather: a check adds its sentences and gives undefined when there is nothing to go on with. */
export type Report = (...problems: readonly Problem[]) => void;

/**
 * Turns whatever a step threw into problems. A bug (any other error) is passed on.
 * @throws the error itself when it is neither ours nor AWS's.
 */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof StepRefused) return error.problems;
  if (error instanceof AwsCallError) return [{ code: 'aws', message: error.message }];
  throw error;
}
