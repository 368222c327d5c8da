import type { CreateTargetGroupInput, ElbTag as Tag, TargetGroup, TargetGroupAttribute } from '../aws-types.ts';
import type { Profile } from '../profile/profile.ts';
import { copyMarked, type Mark, mergeTags } from './mark.ts';

/** Every field of a target group. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const targetGroupMarks: Readonly<Record<keyof TargetGroup, Mark>> = {
  TargetGroupArn: { drop: "the reference's identity" },
  TargetGroupName: { override: 'Name: the name of the environment' },
  Protocol: 'copy',
  Port: 'copy',
  VpcId: 'copy',
  HealthCheckProtocol: 'copy',
  HealthCheckPort: 'copy',
  HealthCheckEnabled: 'copy',
  HealthCheckIntervalSeconds: 'copy',
  HealthCheckTimeoutSeconds: 'copy',
  HealthyThresholdCount: 'copy',
  UnhealthyThresholdCount: 'copy',
  HealthCheckPath: 'copy',
  Matcher: 'copy',
  LoadBalancerArns: { drop: 'the clone hangs on the common ALB through its own rule' },
  TargetType: 'copy',
  ProtocolVersion: 'copy',
  IpAddressType: 'copy',
  TargetControlPort: 'copy',
};

type Unmarked = Exclude<keyof CreateTargetGroupInput, keyof TargetGroup | 'Name' | 'Tags'>;
const nothingUnmarked: Record<Unmarked, never> = {};

/** The request that creates the clone of `reference`. */
export function cloneTargetGroup(
  reference: TargetGroup,
  referenceTags: readonly Tag[],
  own: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
): CreateTargetGroupInput {
  const tags = mergeTags(
    referenceTags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    own.tags,
  );
  return {
    ...nothingUnmarked,
    ...copyMarked(reference, targetGroupMarks),
    Name: own.name,
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
  };
}

/**
 * Attributes the clone takes: all of the reference's but the deregistration delay, which is the profile's. An
 * attribute without a value is one that AWS reports and does not take back.
 */
export function cloneAttributes(reference: readonly TargetGroupAttribute[], profile: Profile): TargetGroupAttribute[] {
  const delay = 'deregistration_delay.timeout_seconds';
  return [
    ...reference.filter(({ Key, Value }) => Key !== delay && Value !== undefined && Value !== ''),
    { Key: delay, Value: String(profile.deregistrationDelaySeconds) },
  ];
}
