import type { ValuesService } from '../../shared/deploy/manifest.ts';
import { taskValues } from '../../shared/deploy/template/task-values.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** scheduled-tasks: two functions, and a schedule and a rule for each task of `config/tasks.yml`. */
export const scheduledTasks: ValuesService = {
  name: 'scheduled-tasks',
  trigger: 'tasks',
  variables: VARIABLES,
  parseConfig,
  values: taskValues,
};
