import {
  DescribeAccountLimitsCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  paginateDescribeListenerCertificates,
  paginateDescribeListeners,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, TagsByArn } from '../aws/ports.ts';

type ElbReads = Pick<
  EdenReads,
  | 'describeLoadBalancer'
  | 'describeListeners'
  | 'describeListenerCertificates'
  | 'describeRules'
  | 'describeTargetGroup'
  | 'describeTargetGroupAttributes'
  | 'describeElbTags'
  | 'describeAlbLimits'
  | 'describeTargetHealth'
>;

/** Rules and target groups an ALB holds unless the account says otherwise. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const defaultLimit = 100;
/** Resources in one DescribeTags call. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
const maxTagResources = 20;

/** What eden reads of Elastic Load Balancing. */
export function createElbReads(client: ElbClient, bounded: Bound): ElbReads {
  return { ...albReads(client, bounded), ...groupReads(client, bounded) };
}

function albReads(
  client: ElbClient,
  bounded: Bound,
): Pick<
  ElbReads,
  'describeLoadBalancer' | 'describeListeners' | 'describeListenerCertificates' | 'describeRules' | 'describeAlbLimits'
> {
  return {
    describeLoadBalancer: async (arn) => {
      const found = await callAws(
        { action: 'elasticloadbalancing:DescribeLoadBalancers', resource: arn },
        async () => {
          const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] });
          return (await client.send(command, bounded())).LoadBalancers ?? [];
        },
        ({ name }) => (name.startsWith('LoadBalancerNotFound') ? [] : undefined),
      );
      return found[0];
    },
    describeListeners: (arn) =>
      callAws(
        { action: 'elasticloadbalancing:DescribeListeners', resource: arn },
        async () => {
          const pages = paginateDescribeListeners({ client }, { LoadBalancerArn: arn }, bounded());
          return (await allPages(pages)).flatMap(({ Listeners }) => Listeners ?? []);
        },
        ({ name }) => (name.startsWith('LoadBalancerNotFound') ? [] : undefined),
      ),
    describeListenerCertificates: (arn) =>
      callAws({ action: 'elasticloadbalancing:DescribeListenerCertificates', resource: arn }, async () => {
        const pages = paginateDescribeListenerCertificates({ client }, { ListenerArn: arn }, bounded());
        const all = (await allPages(pages)).flatMap(({ Certificates }) => Certificates ?? []);
        return [...new Set(all.flatMap(({ CertificateArn }) => CertificateArn ?? []))];
      }),
    describeRules: (arn) =>
      callAws({ action: 'elasticloadbalancing:DescribeRules', resource: arn }, async () => {
        const pages = paginateDescribeRules({ client }, { ListenerArn: arn }, bounded());
        return (await allPages(pages)).flatMap(({ Rules }) => Rules ?? []);
      }),
    describeAlbLimits: () =>
      callAws({ action: 'elasticloadbalancing:DescribeAccountLimits', resource: 'account' }, async () => {
        const { Limits = [] } = await client.send(new DescribeAccountLimitsCommand({}), bounded());
        const limit = (name: string): number => Number(Limits.find(({ Name }) => Name === name)?.Max ?? defaultLimit);
        return {
          rules: limit('rules-per-application-load-balancer'),
          targetGroups: limit('target-groups-per-application-load-balancer'),
        };
      }),
  };
}

function groupReads(
  client: ElbClient,
  bounded: Bound,
): Pick<
  ElbReads,
  'describeTargetGroup' | 'describeTargetGroupAttributes' | 'describeElbTags' | 'describeTargetHealth'
> {
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
    describeElbTags: (arns) =>
      callAws<TagsByArn>(
        { action: 'elasticloadbalancing:DescribeTags', resource: arns.join(', ') },
        async () => {
          const command = new DescribeTagsCommand({ ResourceArns: arns.slice(0, maxTagResources) });
          const { TagDescriptions = [] } = await client.send(command, bounded());
          return Object.fromEntries(TagDescriptions.map(({ ResourceArn, Tags }) => [ResourceArn ?? '', asMap(Tags)]));
        },
        /** One missing resource fails the call for all: only the answer for a single one is known. */
        ({ name }) => (arns.length === 1 && /NotFound/.test(name) ? {} : undefined),
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

function asMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
