import { recordStep } from '../dns-record/step.ts';
import type { StepId } from '../environment/step-id.ts';
import { environmentsFileStep } from '../environments-file/step.ts';
import { ruleStep } from '../listener-rule/step.ts';
import type { Node } from '../run/graph.ts';
import type { Step } from '../run/step.ts';
import { seedTaskStep } from '../seed-task/step.ts';
import { serviceStep } from '../service/step.ts';
import { targetGroupStep } from '../target-group/step.ts';
import { taskDefinitionStep } from '../task-definition/step.ts';

const STEPS: Readonly<Record<StepId, Step>> = {
  taskDefinition: taskDefinitionStep,
  targetGroup: targetGroupStep,
  rule: ruleStep,
  service: serviceStep,
  record: recordStep,
  environmentsFile: environmentsFileStep,
  seedTask: seedTaskStep,
};

/**
 * The order of an environment's steps: task definition beside target group and rule, then service beside record, then
 * the Environments JSON. Backwards for undo and delete.
 */
export const STEP_NODES: readonly Node<StepId>[] = Object.values(STEPS).map(({ id, after }) => ({ id, needs: after }));

/** The step of this name. */
export function stepOf(id: StepId): Step {
  return STEPS[id];
}
