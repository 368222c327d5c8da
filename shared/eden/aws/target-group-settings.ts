import type { TargetGroup, TargetGroupAttribute } from './types.ts';

/** The health check's fields: what ModifyTargetGroup can change. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html */
export const HEALTH_CHECK_KEYS = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckPath',
  'HealthCheckEnabled',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
] as const satisfies readonly (keyof TargetGroup)[];

/** The health check of a target group. */
export type HealthCheck = Pick<TargetGroup, (typeof HEALTH_CHECK_KEYS)[number]>;

/** The settings of a target group that can be changed after it was created. */
export interface TargetGroupSettings {
  readonly healthCheck: HealthCheck;
  readonly attributes: readonly TargetGroupAttribute[];
}
