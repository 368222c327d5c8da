import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';

type TargetGroupReads = Pick<
  EdenReads,
  'describeTargetGroup' | 'describeTargetGroupAttributes' | 'describeTargetHealth'
>;
type TargetGroupWrites = Pick<
  EdenWrites,
  'createTargetGroup' | 'modifyTargetGroup' | 'modifyTargetGroupAttributes' | 'deleteTargetGroup'
>;
type GroupAnswer = Awaited<ReturnType<EdenWrites['createTargetGroup']>>;

/** Creates the calls on target groups. Error names come with and without `Exception`. */
export function createTargetGroupPorts(client: ElbClient, bounded: Bound): TargetGroupReads & TargetGroupWrites {
  return { ...createReads(client, bounded), ...createWrites(client, bounded) };
}

function createReads(client: ElbClient, bounded: Bound): TargetGroupReads {
  return {
    describeTargetGroup: async (by) => {
      const input = 'arn' in by ? { TargetGroupArns: [by.arn] } : { Names: [by.name] };
      const found = await callAws(
        { action: 'elasticloadbalancing:DescribeTargetGroups', resource: 'arn' in by ? by.arn : by.name },
        async () => (await client.send(new DescribeTargetGroupsCommand(input), bounded())).TargetGroups ?? [],
        ({ name }) => (name.startsWith('TargetGroupNotFound') ? [] : undefined),
      );
      return found[0];
    },
    describeTargetGroupAttributes: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DescribeTargetGroupAttributes', resource: arn },
        async () => {
          const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn });
          return (await client.send(command, bounded())).Attributes ?? [];
        },
        ({ name }) => (name.startsWith('TargetGroupNotFound') ? [] : undefined),
      ),
    describeTargetHealth: (arn) =>
      callAws({ action: 'elasticloadbalancing:DescribeTargetHealth', resource: arn }, async () => {
        const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
        const { TargetHealthDescriptions = [] } = await client.send(command, bounded());
        return TargetHealthDescriptions.map(({ Target, TargetHealth }) =>
          `${Target?.Id} ${TargetHealth?.State} ${TargetHealth?.Description ?? ''}`.trim(),
        );
      }),
  };
}

function createWrites(client: ElbClient, bounded: Bound): TargetGroupWrites {
  return {
    createTargetGroup: (request) =>
      callAws<GroupAnswer>(
        { action: 'elasticloadbalancing:CreateTargetGroup', resource: request.Name ?? '' },
        async () => {
          const { TargetGroups } = await client.send(new CreateTargetGroupCommand(request), bounded());
          return { status: 'created', arn: TargetGroups?.[0]?.TargetGroupArn ?? '' };
        },
        ({ name }) => {
          if (name.startsWith('DuplicateTargetGroupName')) return { status: 'exists' };
          return name.startsWith('TooManyTargetGroups') ? { status: 'too_many' } : undefined;
        },
      ),
    modifyTargetGroup: async (arn, healthCheck) => {
      await callAws({ action: 'elasticloadbalancing:ModifyTargetGroup', resource: arn }, () =>
        client.send(new ModifyTargetGroupCommand({ TargetGroupArn: arn, ...healthCheck }), bounded()),
      );
    },
    modifyTargetGroupAttributes: async (arn, attributes) => {
      await callAws({ action: 'elasticloadbalancing:ModifyTargetGroupAttributes', resource: arn }, () =>
        client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes: attributes }), bounded()),
      );
    },
    deleteTargetGroup: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DeleteTargetGroup', resource: arn },
        async () =>
          (await client.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }), bounded())) && ('deleted' as const),
        ({ name }) => {
          if (name.startsWith('TargetGroupNotFound')) return 'missing';
          return name.startsWith('ResourceInUse') ? 'in_use' : undefined;
        },
      ),
  };
}
