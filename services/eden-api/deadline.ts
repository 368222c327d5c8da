import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { type Deadline, LeaseLost } from '../../shared/eden/lease/lease.ts';

/**
 * The gateway answers for us 29 s after the request came.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const STEPS_MS = 18_000;
const UNDO_MS = 26_000;
/** Past it a call that hangs is not waited for: the API answers before its own time-out. */
const ANSWER_MS = 27_500;

/** When a request must be done with what, epoch ms. */
export interface RequestDeadline extends Deadline {
  readonly answerAtMs: number;
}

/** The deadline of a request that the gateway got at `requestMs`. */
export function deadlineOf(requestMs: number): RequestDeadline {
  return {
    stepsUntilMs: requestMs + STEPS_MS,
    undoUntilMs: requestMs + UNDO_MS,
    answerAtMs: requestMs + ANSWER_MS,
  };
}

/** Ports that stop a run: once `isStopped`, no further call is made and the run ends where it is, without undoing. */
export function stoppable(aws: EdenAws, isStopped: () => boolean): EdenAws {
  const guarded = Object.entries(aws).map(([name, call]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      if (isStopped()) throw new LeaseLost('the answer is given, nothing more is started');
      // The names are the ports' own; each function is passed on with its own arguments.
      return await (call as (...all: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return Object.fromEntries(guarded) as EdenAws;
}
