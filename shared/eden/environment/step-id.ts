/** The steps of an environment, in the order people read about them. */
export const stepOrder = ['taskDefinition', 'targetGroup', 'rule', 'service', 'record', 'environmentsFile'] as const;

/** Name of a step. */
export type StepId = (typeof stepOrder)[number];
