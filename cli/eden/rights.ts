import type { Profile } from '../../shared/eden/profile/profile.ts';

/** A statement of a role's policies, as IAM gives it back. Conditions are not looked at: eden's own grants hold. */
export interface RoleStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** An action of a run with a profile, and the list of `eden.allow` that allows it to the API. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly list:
    | 'taskRoleArns'
    | 'executionRoleArns'
    | 'volumeRoleArns'
    | 'endpointBuckets'
    | 'zoneIds'
    | 'clusters'
    | 'albArns';
  /** The entry that the list needs. */
  readonly entry: string;
}

/** Roles of the reference's task definition, where it names them. */
export interface ReferenceRoles {
  readonly task: string | undefined;
  readonly execution: string | undefined;
  /** With which ECS makes the EBS volumes of the service. */
  readonly volumes: readonly string[];
}

/** The actions that the API needs for a profile and that `eden.allow` decides. */
export function needsOf(profile: Profile, roles: ReferenceRoles): readonly Need[] {
  const { targetCluster, masterAlbArn, dynamicZoneId, endpointS3BucketName: bucket, endpointS3Key: key } = profile;
  const [, partition = 'aws', , region = '', account = ''] = profile.referenceServiceArn.split(':');
  const arn = (rest: string): string => `arn:${partition}:${rest}`;
  const service = arn(`ecs:${region}:${account}:service/${targetCluster}/${profile.namePrefix}-x`);
  const balancer = (kind: string, ids: string): string =>
    `${masterAlbArn.replace(':loadbalancer/', `:${kind}/`)}/${ids}`;
  const all = (of: Pick<Need, 'list' | 'entry' | 'resource'>, ...actions: readonly string[]): readonly Need[] =>
    actions.map((action) => ({ action, ...of }));
  const role = (list: Need['list'], entry: string | undefined): readonly Need[] =>
    entry === undefined ? [] : all({ list, entry, resource: entry }, 'iam:PassRole');
  return [
    ...all(
      { list: 'clusters', entry: targetCluster, resource: service },
      'ecs:CreateService',
      'ecs:UpdateService',
      'ecs:DeleteService',
    ),
    ...all(
      { list: 'albArns', entry: masterAlbArn, resource: balancer('listener', '1') },
      'elasticloadbalancing:CreateRule',
    ),
    ...all(
      { list: 'albArns', entry: masterAlbArn, resource: balancer('listener-rule', '1/1') },
      'elasticloadbalancing:DeleteRule',
    ),
    ...all(
      { list: 'zoneIds', entry: dynamicZoneId, resource: arn(`route53:::hostedzone/${dynamicZoneId}`) },
      'route53:GetHostedZone',
      'route53:ListResourceRecordSets',
      'route53:ChangeResourceRecordSets',
    ),
    ...all(
      { list: 'endpointBuckets', entry: bucket, resource: arn(`s3:::${bucket}/${key}`) },
      's3:GetObject',
      's3:PutObject',
    ),
    ...role('taskRoleArns', roles.task),
    ...role('executionRoleArns', roles.execution),
    ...roles.volumes.flatMap((one) => role('volumeRoleArns', one)),
  ];
}

/** The needs that a role's statements do not allow, or deny. */
export function missingRights(statements: readonly RoleStatement[], needs: readonly Need[]): readonly Need[] {
  const says = (effect: RoleStatement['effect'], need: Need): boolean =>
    statements.some((statement) => statement.effect === effect && covers(statement, need));
  return needs.filter((need) => !says('Allow', need) || says('Deny', need));
}

function covers({ actions, resources }: RoleStatement, { action, resource }: Need): boolean {
  return (
    actions.some((pattern) => matches(pattern, action, 'i')) && resources.some((pattern) => matches(pattern, resource))
  );
}

/** IAM's wildcards; actions do not mind case. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function matches(pattern: string, value: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(value);
}

/** One sentence for each entry that is missing, with its actions together. */
export function missingSentences(
  missing: readonly Need[],
  { stage, role }: { readonly stage: string; readonly role: string },
): readonly string[] {
  const entries = new Map<string, readonly Need[]>();
  for (const need of missing) {
    const place = `${need.list} ${need.entry}`;
    entries.set(place, [...(entries.get(place) ?? []), need]);
  }
  return [...entries.values()].map(([first, ...more]) => {
    const actions = [first, ...more].map((need) => need?.action).join(', ');
    return `Stage ${stage}: role ${role} may not ${actions} on ${first?.entry}; add it to eden.allow.${first?.list} and deploy.`;
  });
}
