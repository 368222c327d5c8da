import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenWrites } from '../aws/ports.ts';

type ElbWrites = Pick<
  EdenWrites,
  | 'createTargetGroup'
  | 'modifyTargetGroup'
  | 'modifyTargetGroupAttributes'
  | 'deleteTargetGroup'
  | 'createRule'
  | 'deleteRule'
>;
type RuleAnswer = Awaited<ReturnType<EdenWrites['createRule']>>;
type GroupAnswer = Awaited<ReturnType<EdenWrites['createTargetGroup']>>;

/** What eden changes of Elastic Load Balancing. Error names come with and without `Exception`. */
export function createElbWrites(client: ElbClient, bounded: Bound): ElbWrites {
  return {
    createTargetGroup: (request) =>
      callAws<GroupAnswer>(
        { action: 'elasticloadbalancing:CreateTargetGroup', resource: request.Name ?? '' },
        async () => {
          const { TargetGroups } = await client.send(new CreateTargetGroupCommand(request), bounded());
          return { status: 'created', arn: TargetGroups?.[0]?.TargetGroupArn ?? '' };
        },
        ({ name }) => (name.startsWith('DuplicateTargetGroupName') ? { status: 'exists' } : undefined),
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
    createRule: (request) =>
      callAws<RuleAnswer>(
        { action: 'elasticloadbalancing:CreateRule', resource: request.ListenerArn ?? '' },
        async () => {
          const { Rules } = await client.send(new CreateRuleCommand(request), bounded());
          return { status: 'created', arn: Rules?.[0]?.RuleArn ?? '' };
        },
        ({ name }) => {
          if (name.startsWith('PriorityInUse')) return { status: 'priority_taken' };
          return name.startsWith('TooManyRules') ? { status: 'too_many' } : undefined;
        },
      ),
    deleteRule: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DeleteRule', resource: arn },
        async () => (await client.send(new DeleteRuleCommand({ RuleArn: arn }), bounded())) && ('deleted' as const),
        ({ name }) => (name.startsWith('RuleNotFound') ? 'missing' : undefined),
      ),
  };
}
