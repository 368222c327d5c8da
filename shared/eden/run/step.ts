import type { StepId } from '../environment/step-id.ts';
import { attempt, type Refused } from '../problem/attempt.ts';
import type { CreateRun, UndoRun } from './run.ts';

/** The result of applying or undoing a step. */
export type StepResult = { readonly status: 'done' } | Refused;

/** The result of a step without problems. */
export const DONE: StepResult = { status: 'done' };

/**
 * One resource of an environment. Both directions are idempotent: they look at what exists and do what is missing.
 * `undo` goes back to the run's good state: to nothing for a delete or a first create.
 */
export interface Step {
  readonly id: StepId;
  /** Steps that must be applied before this one; undone after it. */
  readonly after: readonly StepId[];
  readonly apply: (run: CreateRun) => Promise<StepResult>;
  readonly undo: (run: UndoRun) => Promise<StepResult>;
}

/** Performs one direction of a step; a call that AWS refused is the step's problem. */
export async function performStep(perform: () => Promise<StepResult>): Promise<StepResult> {
  const tried = await attempt(perform);
  return tried.status === 'ok' ? tried.value : tried;
}
