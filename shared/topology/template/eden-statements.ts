import type { EdenSettings } from '../schema/eden.ts';
import type { Topology } from '../topology.ts';
import { type Intrinsic, tableArn } from './cloudformation.ts';
import { allow, type Statement, trace } from './statements.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const HERE = '${AWS::Region}:${AWS::AccountId}';
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const ARN = 'arn:${AWS::Partition}:';
const arn = (resource: string): Intrinsic => ({ 'Fn::Sub': ARN + resource });
const grant = (actions: readonly string[], resources: readonly (string | Intrinsic)[]): readonly Statement[] =>
  resources.length === 0 ? [] : [allow(actions, resources)];

/** The part of an ALB's ARN that its listeners' and rules' share: `app/name/id`. */
const albPath = (albArn: string): string => albArn.replace(/^.*:loadbalancer\//, '');

/** ECS: definitions have no resource level for most; services only in the clusters that receive clones. */
const ecs = ({ clusters }: EdenSettings['allow']): readonly Statement[] => [
  allow(
    // No resource-level permission. @see Service Authorization Reference, Amazon ECS
    ['ecs:DeregisterTaskDefinition', 'ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
    '*',
  ),
  allow(['ecs:RegisterTaskDefinition', 'ecs:TagResource'], [arn(`ecs:${HERE}:task-definition/*:*`)]),
  // The reference's cluster is in the profile, not in the stage.
  allow(['ecs:DescribeServices'], [arn(`ecs:${HERE}:service/*`)]),
  ...grant(
    ['ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService', 'ecs:TagResource'],
    clusters.map((cluster) => arn(`ecs:${HERE}:service/${cluster}/*`)),
  ),
];

const elb = ({ albArns }: EdenSettings['allow']): readonly Statement[] => [
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
    [arn(`elasticloadbalancing:${HERE}:targetgroup/*/*`)],
  ),
  ...grant(
    ['elasticloadbalancing:CreateRule'],
    albArns.map((alb) => arn(`elasticloadbalancing:${HERE}:listener/${albPath(alb)}/*`)),
  ),
  ...grant(
    ['elasticloadbalancing:DeleteRule', 'elasticloadbalancing:AddTags'],
    albArns.map((alb) => arn(`elasticloadbalancing:${HERE}:listener-rule/${albPath(alb)}/*`)),
  ),
];

const rest = ({
  zoneIds,
  endpointBuckets,
  taskRoleArns,
  executionRoleArns,
}: EdenSettings['allow']): readonly Statement[] => {
  const roles = [...new Set([...taskRoleArns, ...executionRoleArns])];
  return [
    ...grant(
      ['route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      zoneIds.map((zone) => arn(`route53:::hostedzone/${zone}`)),
    ),
    ...grant(
      ['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'],
      endpointBuckets.map((bucket) => arn(`s3:::${bucket}/*`)),
    ),
    // A missing file is a 404 only for who may list the bucket.
    ...grant(
      ['s3:ListBucket'],
      endpointBuckets.map((bucket) => arn(`s3:::${bucket}`)),
    ),
    // An image may be in another account's registry, whose policy then allows it.
    allow(['ecr:DescribeImages'], [arn('ecr:*:*:repository/*')]),
    allow(['acm:DescribeCertificate'], [arn(`acm:${HERE}:certificate/*`)]),
    ...(roles.length === 0
      ? []
      : [
          {
            ...allow(['iam:PassRole'], roles),
            Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          },
        ]),
  ];
};

/** What eden's functions may do: all that a run needs, in what `eden.allow` names. */
export const edenStatements = (topology: Topology, { table, allow: allowed }: EdenSettings): readonly Statement[] => [
  allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'], [tableArn(table.name)]),
  ...ecs(allowed),
  ...elb(allowed),
  ...rest(allowed),
  ...trace(topology),
];

/** The reaper also lists. */
export const reaperStatements = (topology: Topology, eden: EdenSettings): readonly Statement[] => [
  ...edenStatements(topology, eden),
  // ecs:ListServices has no resource-level permission. @see Service Authorization Reference, Amazon ECS
  allow(['ecs:ListServices'], '*'),
];
