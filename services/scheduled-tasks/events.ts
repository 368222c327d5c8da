import type { StoppedTask } from '../../shared/tasks/judge-exit.ts';
import type { StartResult } from '../../shared/tasks/start-run.ts';
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

  /** @param wanted tasks that the run has. */
  constructor(name: string, wanted: number, result: StartResult & { readonly status: 'not_started' }) {
    super(`${name}: started ${result.taskArns.length} of ${wanted} tasks: ${result.problems.join('; ')}`);
  }
}
