import type { EdenReads } from '../aws/ports.ts';
import { hostsOf, isForOne, targetGroupsOf } from '../aws/rule-scope.ts';
import { addressRecords, leadsTo } from '../dns-record/changes.ts';
import { findListener, readExisting } from '../preflight/read-existing.ts';
import type { Problem } from '../problem/problem.ts';
import { isOurs, itemProblem, ownedByOther, tagMap } from '../run/ownership.ts';
import type { Existing, Run } from '../run/run.ts';

/** A resource of an environment of an older eden. */
export interface AdoptedResource {
  readonly kind: 'target group' | 'listener rule' | 'ECS service' | 'task definition';
  readonly arn: string;
  readonly isTagged: boolean;
}

/** The resources that an adoption tags, or why it may not. */
export type AdoptionPlan =
  | {
      readonly status: 'ok';
      readonly host: string;
      readonly listenerArn: string | undefined;
      readonly resources: readonly AdoptedResource[];
    }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/** The fields of a run that a plan needs; it takes no lease. */
export type Adopting = Pick<Run, 'before' | 'names' | 'profileName' | 'profile' | 'owner' | 'isAdopted'> & {
  readonly aws: EdenReads;
};

type Tags = Readonly<Record<string, string>>;

/**
 * Finds the resources under an environment's names. They must belong together: the rule names this host alone and
 * forwards to the target group, the service is behind it, and the record leads to the common ALB.
 * @throws AwsCallError
 */
export async function planAdoption(run: Adopting): Promise<AdoptionPlan> {
  const { aws, profile, names, before } = run;
  const host = before?.endpoint;
  const own = itemProblem(run);
  if (own !== undefined || host === undefined) return { status: 'refused', problems: own === undefined ? [] : [own] };
  const albArn = profile.masterAlbArn;
  const listenerArn = await findListener(aws, albArn);
  const query = { names, cluster: profile.targetCluster, zoneId: profile.dynamicZoneId, host, listenerArn, albArn };
  const [existing, alb] = await Promise.all([readExisting(aws, query), aws.describeLoadBalancer(albArn)]);
  const found = await readTags(aws, existing);
  const isLost = (tags: Tags): boolean => tags['eden:owner'] !== undefined && !isOurs(run, tags);
  const problems = [
    ...found.filter(({ tags }) => isLost(tags)).map(({ kind, arn, tags }) => ownedByOther(`${kind} ${arn}`, tags)),
    ...linkProblems(existing, host, names.family),
    ...recordProblems(existing, host, alb),
  ];
  if (problems.length > 0) return { status: 'refused', problems };
  const resources = found.map(({ kind, arn, tags }) => ({ kind, arn, isTagged: tags['eden:owner'] !== undefined }));
  return { status: 'ok', host, listenerArn, resources };
}

async function readTags(aws: EdenReads, { targetGroup, rules, service, revisions, tags }: Existing) {
  const elb = (kind: AdoptedResource['kind'], arn = '') => ({ kind, arn, tags: tags[arn] ?? {} });
  const described = await Promise.all(revisions.map((arn) => aws.describeTaskDefinition(arn)));
  return [
    ...(targetGroup === undefined ? [] : [elb('target group', targetGroup.TargetGroupArn)]),
    ...rules.map(({ RuleArn }) => elb('listener rule', RuleArn)),
    ...(service?.status === 'ACTIVE'
      ? [{ kind: 'ECS service' as const, arn: service.serviceArn ?? '', tags: tagMap(service.tags) }]
      : []),
    ...revisions.map((arn, at) => ({ kind: 'task definition' as const, arn, tags: tagMap(described[at]?.tags) })),
  ];
}

function linkProblems({ targetGroup, rules, service }: Existing, host: string, family: string): readonly Problem[] {
  const group = targetGroup?.TargetGroupArn ?? '';
  const problem = (message: string): Problem => ({ code: 'unprocessable', message });
  const isBehind = service?.loadBalancers?.some(({ targetGroupArn }) => targetGroupArn === group) ?? false;
  const isOfFamily = service?.taskDefinition?.includes(`:task-definition/${family}:`) ?? false;
  return [
    ...rules
      .filter((rule) => !isForOne(rule, group))
      .map((rule) =>
        problem(
          `Listener rule ${rule.RuleArn} is for ${hostsOf(rule).join(', ')} and forwards to ${targetGroupsOf(rule).join(', ')}; it is not for host ${host} and target group ${group || 'none'} alone.`,
        ),
      ),
    ...(service?.status === 'ACTIVE' && !(isBehind && isOfFamily)
      ? [
          problem(
            `ECS service ${service.serviceArn} is not behind target group ${group || 'none'} with family ${family}.`,
          ),
        ]
      : []),
  ];
}

function recordProblems(
  { records }: Existing,
  host: string,
  alb: Awaited<ReturnType<EdenReads['describeLoadBalancer']>>,
): readonly Problem[] {
  const target = { dnsName: alb?.DNSName ?? '', zoneId: alb?.CanonicalHostedZoneId ?? '' };
  const others = addressRecords(records).filter((record) => !leadsTo(record, host, target));
  return others.map(({ Type }) => ({
    code: 'unprocessable',
    message: `Record ${host}. ${Type} does not lead to ALB ${alb?.LoadBalancerArn ?? 'none'}.`,
  }));
}
