import type { EdenSettings } from '../topology/schema/eden.ts';
import type { Topology } from '../topology/topology.ts';
import { arn, arnHere, bucketArn, type Intrinsic, tableArn } from './cloudformation.ts';
import { allow, type Statement, trace } from './statements.ts';

/** The reaper also lists. */
export function reaperStatements(topology: Topology, eden: EdenSettings): readonly Statement[] {
  return [
    ...edenStatements(topology, eden),
    // ecs:ListServices has no resource-level permission. @see Service Authorization Reference, Amazon ECS
    allow(['ecs:ListServices'], '*'),
  ];
}

/** Rights of eden's functions: all that a run needs, limited to what `eden.allow` names. */
export function edenStatements(topology: Topology, { table, allow: allowed }: EdenSettings): readonly Statement[] {
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'], [tableArn(table.name)]),
    ...ecs(allowed),
    ...elb(allowed),
    ...rest(allowed),
    ...trace(topology),
  ];
}

/** ECS: definitions have no resource level for most; services only in the clusters that receive clones. */
function ecs({ clusters }: EdenSettings['allow']): readonly Statement[] {
  return [
    allow(
      // No resource-level permission. @see Service Authorization Reference, Amazon ECS
      ['ecs:DeregisterTaskDefinition', 'ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
      '*',
    ),
    allow(['ecs:RegisterTaskDefinition', 'ecs:TagResource'], [arnHere('ecs', 'task-definition/*:*')]),
    // The reference's cluster is in the profile, not in the stage.
    allow(['ecs:DescribeServices'], [arnHere('ecs', 'service/*')]),
    ...grant(
      ['ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService', 'ecs:TagResource'],
      clusters.map((cluster) => arnHere('ecs', `service/${cluster}/*`)),
    ),
  ];
}

function grant(actions: readonly string[], resources: readonly (string | Intrinsic)[]): readonly Statement[] {
  return resources.length === 0 ? [] : [allow(actions, resources)];
}

function elb({ albArns }: EdenSettings['allow']): readonly Statement[] {
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
    allow(
      ['CreateTargetGroup', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup', 'AddTags'].map(
        (action) => `elasticloadbalancing:${action}`,
      ),
      [arnHere('elasticloadbalancing', 'targetgroup/*/*')],
    ),
    ...grant(
      ['elasticloadbalancing:CreateRule'],
      albArns.map((alb) => arnHere('elasticloadbalancing', `listener/${albPath(alb)}/*`)),
    ),
    ...grant(
      ['elasticloadbalancing:DeleteRule', 'elasticloadbalancing:AddTags'],
      albArns.map((alb) => arnHere('elasticloadbalancing', `listener-rule/${albPath(alb)}/*`)),
    ),
  ];
}

/** The part of an ALB's ARN that its listeners' and rules' share: `app/name/id`. */
function albPath(albArn: string): string {
  return albArn.replace(/^.*:loadbalancer\//, '');
}

function rest({
  zoneIds,
  endpointBuckets,
  taskRoleArns,
  executionRoleArns,
}: EdenSettings['allow']): readonly Statement[] {
  const roles = [...new Set([...taskRoleArns, ...executionRoleArns])];
  return [
    ...grant(
      ['route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      zoneIds.map((zone) => arn(`route53:::hostedzone/${zone}`)),
    ),
    ...grant(
      ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'],
      endpointBuckets.map((name) => bucketArn({ name }, '*')),
    ),
    // A missing file is a 404 only for who may list the bucket.
    ...grant(
      ['s3:ListBucket'],
      endpointBuckets.map((name) => bucketArn({ name })),
    ),
    // An image may be in another account's registry, whose policy then allows it.
    allow(['ecr:DescribeImages'], [arn('ecr:*:*:repository/*')]),
    allow(['acm:DescribeCertificate'], [arnHere('acm', 'certificate/*')]),
    ...(roles.length === 0
      ? []
      : [
          {
            ...allow(['iam:PassRole'], roles),
            Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          },
        ]),
  ];
}
