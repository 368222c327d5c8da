import { environmentsFileStep } from './environments-file.ts';
import { recordStep } from './record.ts';
import { ruleStep } from './rule.ts';
import { serviceStep } from './service.ts';
import type { Step } from './step.ts';
import { targetGroupStep } from './target-group.ts';
import { taskDefinitionStep } from './task-definition.ts';

/**
 * An environment, step by step: task definition beside target group and rule, then service beside record, then the
 * Environments JSON. Backwards for undo and delete.
 */
export const steps: readonly Step[] = [
  taskDefinitionStep,
  targetGroupStep,
  ruleStep,
  serviceStep,
  recordStep,
  environmentsFileStep,
];
