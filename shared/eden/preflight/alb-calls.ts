import { type ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  DescribeAccountLimitsCommand,
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
  paginateDescribeListenerCertificates,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads } from '../aws/ports.ts';

type AlbPorts = Pick<EdenReads, 'describeLoadBalancer' | 'describeListenerCertificates' | 'describeAlbLimits'>;

/** Rules and target groups that an ALB may have unless the account says otherwise. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const DEFAULT_LIMIT = 100;

/** Creates the look-ups of the common ALB, its certificates and its quotas. */
export function createAlbPorts(client: ElbClient, bounded: Bound): AlbPorts {
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
    describeListenerCertificates: (arn) =>
      callAws({ action: 'elasticloadbalancing:DescribeListenerCertificates', resource: arn }, async () => {
        const pages = paginateDescribeListenerCertificates({ client }, { ListenerArn: arn }, bounded());
        const all = (await allPages(pages)).flatMap(({ Certificates }) => Certificates ?? []);
        return [...new Set(all.flatMap(({ CertificateArn }) => CertificateArn ?? []))];
      }),
    describeAlbLimits: () =>
      callAws({ action: 'elasticloadbalancing:DescribeAccountLimits', resource: 'account' }, async () => {
        const { Limits = [] } = await client.send(new DescribeAccountLimitsCommand({}), bounded());
        const limit = (name: string): number => Number(Limits.find(({ Name }) => Name === name)?.Max ?? DEFAULT_LIMIT);
        return {
          rules: limit('rules-per-application-load-balancer'),
          targetGroups: limit('target-groups-per-application-load-balancer'),
        };
      }),
  };
}

/** Creates the look-up of a certificate. */
export function createCertificatePorts(client: ACMClient, bounded: Bound): Pick<EdenReads, 'describeCertificate'> {
  return {
    describeCertificate: async (arn) => {
      const found = await callAws(
        { action: 'acm:DescribeCertificate', resource: arn },
        async () => [
          (await client.send(new DescribeCertificateCommand({ CertificateArn: arn }), bounded())).Certificate,
        ],
        ({ name }) => (name === 'ResourceNotFoundException' ? [] : undefined),
      );
      const certificate = found[0];
      if (certificate === undefined) return undefined;
      const names = [certificate.DomainName, ...(certificate.SubjectAlternativeNames ?? [])];
      return { names: [...new Set(names.flatMap((name) => name ?? []))], status: certificate.Status ?? '' };
    },
  };
}
