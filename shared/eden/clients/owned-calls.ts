import { DescribeServicesCommand, type ECSClient, paginateListServices } from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  paginateDescribeListeners,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { allPages, type Bound, boundTo, callAws } from '../aws/call.ts';
import { tagMap } from '../run/ownership.ts';
import type { ListOwned, OwnedResource } from './owned.ts';

/** Resources in one DescribeTags call. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
const maxTagResources = 20;
/** Services in one DescribeServices call. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const maxServices = 10;

type Tags = Readonly<Record<string, string>>;

/** Lists what carries `eden:owner` on the ALBs and in the clusters that eden may use. Any refusal is thrown. */
export function createOwnedPorts(ecs: ECSClient, elb: ElbClient, callTimeoutMs?: number): { listOwned: ListOwned } {
  const bounded = boundTo(callTimeoutMs);
  return {
    listOwned: async ({ owner, albArns, clusters }) => {
      const [perAlb, groups, services] = await Promise.all([
        Promise.all(albArns.map((arn) => listRules(elb, arn, bounded))),
        listGroups(elb, bounded),
        Promise.all(clusters.map((cluster) => listServices(ecs, cluster, bounded))),
      ]);
      const rules = perAlb.flatMap(({ ruleArns }) => ruleArns);
      const tags = await readTags(elb, [...rules, ...groups], bounded);
      const found = (kind: OwnedResource['kind'], arns: readonly string[]): readonly OwnedResource[] =>
        arns.flatMap((arn) => owned(owner, { kind, arn }, tags.get(arn)));
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
      chunk(arns, maxServices).map((services) =>
        ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }), bounded()),
      ),
    );
    return answers
      .flatMap(({ services }) => services ?? [])
      .filter(({ status }) => status === 'ACTIVE')
      .map(({ serviceArn = '', tags }) => ({ arn: serviceArn, cluster, tags: tagMap(tags) }));
  });
}

function chunk<T>(items: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** One resource that went meanwhile fails the call for all twenty: then nothing is known, and nothing is deleted. */
async function readTags(elb: ElbClient, arns: readonly string[], bounded: Bound): Promise<ReadonlyMap<string, Tags>> {
  const answers = await Promise.all(
    chunk(arns, maxTagResources).map((ResourceArns) =>
      callAws({ action: 'elasticloadbalancing:DescribeTags', resource: `${ResourceArns.length} resources` }, () =>
        elb.send(new DescribeTagsCommand({ ResourceArns }), bounded()),
      ),
    ),
  );
  const all = answers.flatMap(({ TagDescriptions }) => TagDescriptions ?? []);
  return new Map(
    all.map(({ ResourceArn = '', Tags = [] }) => [
      ResourceArn,
      Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    ]),
  );
}

function owned(
  owner: string,
  of: Pick<OwnedResource, 'kind' | 'arn' | 'cluster'>,
  tags: Tags | undefined,
): readonly OwnedResource[] {
  if (tags?.['eden:owner'] !== owner) return [];
  return [{ ...of, profile: tags['eden:profile'] ?? '', environment: tags['eden:environment'] ?? '' }];
}
