import {
  CreateRuleCommand,
  DeleteRuleCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  ModifyRuleCommand,
  paginateDescribeListeners,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';
import type { Rule } from '../aws/types.ts';

type ListenerRulePorts = Pick<EdenReads, 'describeListeners' | 'describeRules'> &
  Pick<EdenWrites, 'createRule' | 'modifyRule' | 'deleteRule'>;
type RuleAnswer = Awaited<ReturnType<EdenWrites['createRule']>>;

/** Creates the calls on listeners and their rules. Error names come with and without `Exception`. */
export function createListenerRulePorts(client: ElbClient, bounded: Bound): ListenerRulePorts {
  return {
    describeListeners: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DescribeListeners', resource: arn },
        async () => {
          const pages = paginateDescribeListeners({ client }, { LoadBalancerArn: arn }, bounded());
          return (await allPages(pages)).flatMap(({ Listeners }) => Listeners ?? []);
        },
        ({ name }) => (name.startsWith('LoadBalancerNotFound') ? [] : undefined),
      ),
    describeRules: (arn) =>
      callAws<readonly Rule[]>(
        { action: 'elasticloadbalancing:DescribeRules', resource: arn },
        async () => {
          const pages = paginateDescribeRules({ client }, { ListenerArn: arn }, bounded());
          return (await allPages(pages)).flatMap(({ Rules }) => Rules ?? []);
        },
        // A listener that was replaced takes its rules with it: an environment that names it can be deleted still.
        ({ name }) => (name.startsWith('ListenerNotFound') ? [] : undefined),
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
          return /^TooMany(Rules|TargetGroups|UniqueTargetGroups)/.test(name) ? { status: 'too_many' } : undefined;
        },
      ),
    modifyRule: (arn, actions) =>
      callAws(
        { action: 'elasticloadbalancing:ModifyRule', resource: arn },
        async () => {
          await client.send(new ModifyRuleCommand({ RuleArn: arn, Actions: actions }), bounded());
          return 'modified' as const;
        },
        ({ name }) => (name.startsWith('RuleNotFound') ? 'missing' : undefined),
      ),
    deleteRule: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DeleteRule', resource: arn },
        async () => (await client.send(new DeleteRuleCommand({ RuleArn: arn }), bounded())) && ('deleted' as const),
        ({ name }) => (name.startsWith('RuleNotFound') ? 'missing' : undefined),
      ),
  };
}
