import type { StepId } from '../environment/step-id.ts';
import type { CreateRun, UndoRun } from './run.ts';

/**
 * One resource of an environment. Both directions are idempotent: they look at what stands there and do what is
 * missing. `undo` goes back to the run's good state: nothing at all for a delete or a first create.
 */
export interface Step {
  readonly id: StepId;
  /** Steps that must be applied before this one; undone after it. */
  readonly after: readonly StepId[];
  readonly apply: (run: CreateRun) => Promise<void>;
  readonly undo: (run: UndoRun) => Promise<void>;
}
