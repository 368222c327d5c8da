import { recordStep } from '../dns-record/step.ts';
import { environmentsFileStep } from '../environments-file/step.ts';
import { ruleStep } from '../listener-rule/step.ts';
import type { Step } from '../run/step.ts';
import { serviceStep } from '../service/step.ts';
import { targetGroupStep } from '../target-group/step.ts';
import { taskDefinitionStep } from '../task-definition/step.ts';

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
