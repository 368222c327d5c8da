import { copyMarked, type Mark, mergeTags } from '../aws/clone-marks.ts';
import { HEALTH_CHECK_KEYS, type HealthCheck, type TargetGroupSettings } from '../aws/target-group-settings.ts';
import type { CreateTargetGroupInput, ElbTag as Tag, TargetGroup, TargetGroupAttribute } from '../aws/types.ts';
import type { Profile } from '../profile/profile.ts';

/** Every field of a target group. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const TARGET_GROUP_MARKS: Readonly<Record<keyof TargetGroup, Mark>> = {
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
  LoadBalancerArns: { drop: 'the clone is attached to the common ALB by its own rule' },
  TargetType: 'copy',
  ProtocolVersion: 'copy',
  IpAddressType: 'copy',
  TargetControlPort: 'copy',
};

type Unmarked = Exclude<keyof CreateTargetGroupInput, keyof TargetGroup | 'Name' | 'Tags'>;
const NOTHING_UNMARKED: Record<Unmarked, never> = {};

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
    ...NOTHING_UNMARKED,
    ...copyMarked(reference, TARGET_GROUP_MARKS),
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

/** The settings of a target group, as far as AWS takes them back. */
export function settingsOf(group: TargetGroup, attributes: readonly TargetGroupAttribute[]): TargetGroupSettings {
  return {
    healthCheck: Object.fromEntries(
      HEALTH_CHECK_KEYS.flatMap((key) => (group[key] === undefined ? [] : [[key, group[key]]])),
    ),
    attributes: attributes.filter(({ Value }) => Value !== undefined && Value !== ''),
  };
}

/**
 * The changes towards `wanted`: the whole health check when any part of it differs (AWS checks its parts against
 * each other), and the attributes that differ.
 */
export function changedSettings(
  present: TargetGroupSettings,
  wanted: TargetGroupSettings,
): { readonly healthCheck: HealthCheck | undefined; readonly attributes: TargetGroupAttribute[] } {
  const isSame = HEALTH_CHECK_KEYS.every(
    (key) => JSON.stringify(present.healthCheck[key]) === JSON.stringify(wanted.healthCheck[key]),
  );
  const values = new Map(present.attributes.map(({ Key, Value }) => [Key, Value]));
  return {
    healthCheck: isSame ? undefined : wanted.healthCheck,
    attributes: wanted.attributes.filter(({ Key, Value }) => values.get(Key) !== Value),
  };
}

/** The differences in settings that AWS fixes when a target group is created: `ProtocolVersion HTTP1 (the reference has GRPC)`. */
export function fixedDifferences(present: TargetGroup, reference: TargetGroup): readonly string[] {
  const known = { ProtocolVersion: 'HTTP1', Protocol: 'HTTP', TargetType: 'instance' } as const;
  return (['Protocol', 'ProtocolVersion', 'TargetType'] as const).flatMap((key) => {
    const [own, its] = [present[key] ?? known[key], reference[key] ?? known[key]];
    return own === its ? [] : [`${key} ${own} (the reference has ${its})`];
  });
}
