import { type Env, parseSettings } from '../../shared/settings/env-reader.ts';
import { FUNCTION_VARIABLES } from '../../shared/settings/function-variables.ts';

/** The variables of scheduled-tasks: a task itself comes with the event. */
export const VARIABLES = { ...FUNCTION_VARIABLES };

/** All settings of scheduled-tasks. */
export interface ScheduledTasksSettings {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
}

/**
 * Reads the settings of scheduled-tasks.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): ScheduledTasksSettings {
  return parseSettings(env, VARIABLES, ({ STAGE: stage, AWS_REGION: region }) => ({
    service: 'scheduled-tasks',
    stage,
    region,
  }));
}
