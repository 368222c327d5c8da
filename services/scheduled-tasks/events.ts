import type { StoppedTask } from '../../shared/tasks/judge-exit.ts';
import type { Run, Task } from '../../shared/tasks/task.ts';

/** The event that a schedule hands to `start`. */
export type StartEvent = Omit<Run, 'rerun' | 'replaces'>;

/** The event that a rule hands to `ended`. */
export interface EndEvent {
  readonly task: Task;
  /** The detail of the event `ECS Task State Change`. */
  readonly detail: StoppedTask;
}

/** A task whose start was not confirmed; the invocation fails, and Lambda repeats it. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';

  constructor(name: string, started: number, problems: readonly string[]) {
    super(`${name}: started ${started} of ${started + problems.length} tasks: ${problems.join('; ')}`);
  }
}
