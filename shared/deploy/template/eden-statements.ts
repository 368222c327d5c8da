import { ACCOUNT_ID } from '../topology/account.ts';
import type { EdenSettings } from '../topology/schema/eden.ts';
import type { Topology } from '../topology/topology.ts';
import { arn, arnHere, bucketArn, type Intrinsic, sub, tableArn } from './cloudformation.ts';
import { allow, type Statement, trace } from './statements.ts';

/** Rights of the function that wakes environments: their items, their tasks and their rules, and nothing else of a run. */
export function wakingStatements(topology: Topology, { table, allow: allowed }: EdenSettings): readonly Statement[] {
  const owner = ownerOf(topology, table.name);
  const services = allowed.clusters.map((cluster) => arnHere('ecs', `service/${cluster}/*`));
  const clusters = allowed.clusters.map((cluster) => arnHere('ecs', `cluster/${cluster}`));
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'], [tableArn(table.name)]),
    ...grant(['ecs:DescribeServices'], services),
    ...grant(['ecs:UpdateService'], services, tagged(owner)),
    // Why tasks stopped. ListTasks has no resource of its own for a service: its cluster is a condition.
    ...(clusters.length === 0
      ? []
      : [{ ...allow(['ecs:ListTasks'], '*'), Condition: { ArnEquals: { 'ecs:cluster': clusters } } }]),
    ...grant(
      ['ecs:DescribeTasks'],
      allowed.clusters.map((cluster) => arnHere('ecs', `task/${cluster}/*`)),
    ),
    // Descriptions have no resource-level permission. @see Service Authorization Reference, Elastic Load Balancing V2
    allow(['elasticloadbalancing:DescribeTags', 'elasticloadbalancing:DescribeTargetHealth'], '*'),
    ...grant(['elasticloadbalancing:ModifyRule'], ruleArns(allowed), tagged(owner)),
    ...trace(topology),
  ];
}

/** The reaper also lists, reads how many requests came, and tells of environments that expire. */
export function reaperStatements(topology: Topology, eden: EdenSettings): readonly Statement[] {
  return [
    ...edenStatements(topology, eden),
    // ecs:ListServices has no resource-level permission. @see Service Authorization Reference, Amazon ECS
    allow(['ecs:ListServices'], '*'),
    // Neither has cloudwatch:GetMetricData. @see Service Authorization Reference, Amazon CloudWatch
    ...(eden.sleep ? [allow(['cloudwatch:GetMetricData'], '*')] : []),
    ...(eden.reaper.noticeHours === 0
      ? []
      : grant(['events:PutEvents'], [arnHere('events', 'event-bus/default')], {
          StringEquals: { 'events:source': 'eden' },
        })),
  ];
}

/** Rights of eden's functions: all that a run needs, limited to what `eden.allow` names and to what has eden's tags. */
export function edenStatements(topology: Topology, { table, allow: allowed }: EdenSettings): readonly Statement[] {
  const owner = ownerOf(topology, table.name);
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'], [tableArn(table.name)]),
    ...ecs(allowed, owner),
    ...elb(allowed, owner),
    ...dns(allowed),
    ...files(allowed),
    // An image may be in another account's registry, whose policy then allows it.
    allow(['ecr:DescribeImages'], [arn('ecr:*:*:repository/*')]),
    allow(['acm:DescribeCertificate'], [arnHere('acm', 'certificate/*')]),
    ...passRoles(allowed),
    ...trace(topology),
  ];
}

function ownerOf(topology: Topology, table: string): Owner {
  return sub(`${topology.settings.accountId ?? ACCOUNT_ID}/\${AWS::Region}/${table}`);
}

type Allowed = EdenSettings['allow'];
/** The value of the tag `eden:owner`: `<account>/<region>/<table>`. */
type Owner = string | Intrinsic;
type Conditions = NonNullable<Statement['Condition']>;

/** ECS: definitions have no resource level for most; services only in the clusters that receive clones. */
function ecs({ clusters }: Allowed, owner: Owner): readonly Statement[] {
  const services = clusters.map((cluster) => arnHere('ecs', `service/${cluster}/*`));
  const tasks = clusters.map((cluster) => arnHere('ecs', `task/${cluster}/*`));
  return [
    allow(
      // No resource-level permission; AWS's pages contradict each other for RegisterTaskDefinition, which iam:PassRole
      // limits. @see Service Authorization Reference, Amazon ECS; ECS Developer Guide, "task definition policies"
      [
        'ecs:DeregisterTaskDefinition',
        'ecs:DescribeTaskDefinition',
        'ecs:ListTaskDefinitions',
        'ecs:RegisterTaskDefinition',
      ],
      '*',
    ),
    // The reference's cluster is in the profile, not in the stage.
    allow(['ecs:DescribeServices'], [arnHere('ecs', 'service/*')]),
    // Tags are given when a resource is created, and not afterwards. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
    ...grant(['ecs:TagResource'], [arnHere('ecs', 'task-definition/*:*'), ...services, ...tasks], {
      StringEquals: { 'ecs:CreateAction': ['RegisterTaskDefinition', 'CreateService', 'RunTask'] },
    }),
    ...grant(['ecs:CreateService'], services, tagging(owner)),
    ...grant(['ecs:UpdateService', 'ecs:DeleteService'], services, tagged(owner)),
    ...seedTasks({ clusters, tasks }, owner),
  ];
}

/** Seed tasks of new environments. ListTasks has no resource level. @see Service Authorization Reference, Amazon ECS */
function seedTasks(
  { clusters, tasks }: { readonly clusters: readonly string[]; readonly tasks: readonly (string | Intrinsic)[] },
  owner: Owner,
): readonly Statement[] {
  if (clusters.length === 0) return [];
  const inClusters = { ArnEquals: { 'ecs:cluster': clusters.map((cluster) => arnHere('ecs', `cluster/${cluster}`)) } };
  return [
    ...grant(['ecs:RunTask'], [arnHere('ecs', 'task-definition/*:*')], { ...tagging(owner), ...inClusters }),
    ...grant(['ecs:StopTask'], tasks, tagged(owner)),
    ...grant(['ecs:DescribeTasks'], tasks),
    { ...allow(['ecs:ListTasks'], '*'), Condition: inClusters },
  ];
}

/** A grant; none where no resource is named. */
function grant(
  actions: readonly string[],
  resources: readonly (string | Intrinsic)[],
  condition?: Conditions,
): readonly Statement[] {
  if (resources.length === 0) return [];
  return [{ ...allow(actions, resources), ...(condition !== undefined && { Condition: condition }) }];
}

/** The resource must have this table's tag. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function tagged(owner: Owner): Conditions {
  return { StringEquals: { 'aws:ResourceTag/eden:owner': owner } };
}

/** The resource must get this table's tag when it is created. */
function tagging(owner: Owner): Conditions {
  return { StringEquals: { 'aws:RequestTag/eden:owner': owner } };
}

function elb({ albArns }: Allowed, owner: Owner): readonly Statement[] {
  const groups = [arnHere('elasticloadbalancing', 'targetgroup/*/*')];
  const below = (kind: string) => albArns.map((alb) => arnHere('elasticloadbalancing', `${kind}/${albPath(alb)}/*`));
  return [
    allow(
      // Descriptions have no resource-level permission. @see Service Authorization Reference, Elastic Load Balancing V2
      [
        'DescribeAccountLimits',
        'DescribeListenerCertificates',
        'DescribeListeners',
        'DescribeLoadBalancers',
        'DescribeRules',
        'DescribeTags',
        'DescribeTargetGroupAttributes',
        'DescribeTargetGroups',
        'DescribeTargetHealth',
      ].map((action) => `elasticloadbalancing:${action}`),
      '*',
    ),
    ...grant(['elasticloadbalancing:CreateTargetGroup'], groups, tagging(owner)),
    ...grant(
      ['ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup'].map(
        (action) => `elasticloadbalancing:${action}`,
      ),
      groups,
      tagged(owner),
    ),
    // @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
    ...grant(['elasticloadbalancing:AddTags'], [...groups, ...below('listener-rule')], {
      StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateRule'] },
    }),
    ...grant(['elasticloadbalancing:CreateRule'], below('listener'), tagging(owner)),
    ...grant(
      ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing:DeleteRule'],
      ruleArns({ albArns }),
      tagged(owner),
    ),
  ];
}

function ruleArns({ albArns }: Pick<Allowed, 'albArns'>): readonly Intrinsic[] {
  return albArns.map((alb) => arnHere('elasticloadbalancing', `listener-rule/${albPath(alb)}/*`));
}

/** The part of an ALB's ARN that its listeners' and rules' share: `app/name/id`. */
function albPath(albArn: string): string {
  return albArn.replace(/^.*:loadbalancer\//, '');
}

/** Records: those that lead somewhere, replaced or deleted; the names where the stage says which. */
function dns({ zoneIds, hosts }: Allowed): readonly Statement[] {
  const zones = zoneIds.map((zone) => arn(`route53:::hostedzone/${zone}`));
  const key = (name: string): string => `route53:ChangeResourceRecordSets${name}`;
  return [
    ...grant(['route53:GetHostedZone', 'route53:ListResourceRecordSets'], zones),
    // @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
    ...grant(['route53:ChangeResourceRecordSets'], zones, {
      'ForAllValues:StringEquals': {
        [key('RecordTypes')]: ['A', 'AAAA', 'CNAME'],
        [key('Actions')]: ['CREATE', 'UPSERT', 'DELETE'],
      },
      ...(hosts.length > 0 && { 'ForAllValues:StringLike': { [key('NormalizedRecordNames')]: hosts } }),
    }),
  ];
}

/** The Environments JSON files: `bucket/key` is one object, `bucket` all of a bucket. */
function files({ endpointBuckets, kmsKeyArns }: Allowed): readonly Statement[] {
  const parts = endpointBuckets.map((entry) => {
    const slash = entry.indexOf('/');
    return slash < 0 ? { name: entry, key: '*' } : { name: entry.slice(0, slash), key: entry.slice(slash + 1) };
  });
  return [
    ...grant(
      ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'],
      parts.map(({ name, key }) => bucketArn({ name }, key)),
    ),
    // A missing file is a 404 only for who may list the bucket.
    ...grant(
      ['s3:ListBucket'],
      [...new Set(parts.map(({ name }) => name))].map((name) => bucketArn({ name })),
    ),
    ...grant(['kms:Decrypt', 'kms:GenerateDataKey'], kmsKeyArns, {
      StringLike: { 'kms:ViaService': 's3.*.amazonaws.com*' },
    }),
  ];
}

/** Roles of tasks are passed to tasks; those that make EBS volumes, to ECS itself. */
function passRoles({ taskRoleArns, executionRoleArns, volumeRoleArns }: Allowed): readonly Statement[] {
  const to = (service: string): Conditions => ({ StringEquals: { 'iam:PassedToService': service } });
  return [
    ...grant(['iam:PassRole'], [...new Set([...taskRoleArns, ...executionRoleArns])], to('ecs-tasks.amazonaws.com')),
    ...grant(['iam:PassRole'], volumeRoleArns, to('ecs.amazonaws.com')),
  ];
}
