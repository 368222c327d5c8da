import { DescribeServicesCommand, type ECSClient, paginateListServices } from '@aws-sdk/client-ecs';
import {
  type ElasticLoadBalancingV2Client as ElbClient,
  paginateDescribeListeners,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { batchesOf } from '../aws/batches.ts';
import { allPages, type Bound, boundTo, callAws } from '../aws/call.ts';
import type { TagsByArn } from '../aws/ports.ts';
import { createElbTagPorts } from '../aws/tag-calls.ts';
import { tagMap } from '../run/ownership.ts';
import type { ListOwned, OwnedResource } from './owned.ts';

/** Services in one DescribeServices call. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const MAX_SERVICES = 10;

type Tags = Readonly<Record<string, string>>;

/**
 * Creates the listing of what carries `eden:owner` on the ALBs and in the clusters that eden may use.
 * @throws AwsCallError when AWS refuses any of the calls.
 */
export function createOwnedPorts(ecs: ECSClient, elb: ElbClient, callTimeoutMs?: number): { listOwned: ListOwned } {
  const bounded = boundTo(callTimeoutMs);
  const { describeElbTags } = createElbTagPorts(elb, bounded);
  return {
    listOwned: async ({ owner, albArns, clusters }) => {
      const [perAlb, groups, services] = await Promise.all([
        Promise.all(albArns.map((arn) => listRules(elb, arn, bounded))),
        listGroups(elb, bounded),
        Promise.all(clusters.map((cluster) => listServices(ecs, cluster, bounded))),
      ]);
      const rules = perAlb.flatMap(({ ruleArns }) => ruleArns);
      // A resource that was deleted meanwhile fails this call for its batch: then nothing is known, and nothing is deleted.
      const tags: TagsByArn = await describeElbTags([...rules, ...groups]);
      const found = (kind: OwnedResource['kind'], arns: readonly string[]): readonly OwnedResource[] =>
        arns.flatMap((arn) => owned(owner, { kind, arn }, tags[arn]));
      const kept = services
        .flat()
        .flatMap(({ arn, cluster, tags: own }) => owned(owner, { kind: 'service', arn, cluster }, own));
      const resources = [...kept, ...found('rule', rules), ...found('targetGroup', groups)];
      return {
        resources,
        rulesByAlb: Object.fromEntries(perAlb.map(({ albArn, ruleArns }) => [albArn, ruleArns.length])),
      };
    },
  };
}

function listRules(elb: ElbClient, albArn: string, bounded: Bound) {
  return callAws({ action: 'elasticloadbalancing:DescribeRules', resource: albArn }, async () => {
    const listeners = await allPages(
      paginateDescribeListeners({ client: elb }, { LoadBalancerArn: albArn }, bounded()),
    );
    const arns = listeners.flatMap(({ Listeners }) =>
      (Listeners ?? []).flatMap(({ ListenerArn }) => ListenerArn ?? []),
    );
    const pages = await Promise.all(
      arns.map((ListenerArn) => allPages(paginateDescribeRules({ client: elb }, { ListenerArn }, bounded()))),
    );
    const rules = pages.flat().flatMap(({ Rules }) => Rules ?? []);
    return { albArn, ruleArns: rules.flatMap(({ RuleArn, IsDefault }) => (IsDefault === true ? [] : (RuleArn ?? []))) };
  });
}

function listGroups(elb: ElbClient, bounded: Bound): Promise<readonly string[]> {
  return callAws({ action: 'elasticloadbalancing:DescribeTargetGroups', resource: 'all' }, async () => {
    const pages = await allPages(paginateDescribeTargetGroups({ client: elb }, {}, bounded()));
    return pages.flatMap(({ TargetGroups }) =>
      (TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
    );
  });
}

function listServices(ecs: ECSClient, cluster: string, bounded: Bound) {
  return callAws({ action: 'ecs:ListServices', resource: cluster }, async () => {
    const pages = await allPages(paginateListServices({ client: ecs }, { cluster, maxResults: 100 }, bounded()));
    const arns = pages.flatMap(({ serviceArns }) => serviceArns ?? []);
    const answers = await Promise.all(
      batchesOf(arns, MAX_SERVICES).map((services) =>
        ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }), bounded()),
      ),
    );
    return answers
      .flatMap(({ services }) => services ?? [])
      .filter(({ status }) => status === 'ACTIVE')
      .map(({ serviceArn = '', tags }) => ({ arn: serviceArn, cluster, tags: tagMap(tags) }));
  });
}

function owned(
  owner: string,
  of: Pick<OwnedResource, 'kind' | 'arn' | 'cluster'>,
  tags: Tags | undefined,
): readonly OwnedResource[] {
  if (tags?.['eden:owner'] !== owner) return [];
  return [{ ...of, profile: tags['eden:profile'] ?? '', environment: tags['eden:environment'] ?? '' }];
}
