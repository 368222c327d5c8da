/** The steps of an environment, in the order people read about them. */
export const STEP_ORDER = [
  'taskDefinition',
  'targetGroup',
  'rule',
  'service',
  'record',
  'environmentsFile',
  'seedTask',
] as const;

/** Name of a step. */
export type StepId = (typeof STEP_ORDER)[number];
