import { targetGroupsOf } from '../aws/rule-scope.ts';
import { countRules, freePriorities, hostMatches, shadowingRule } from '../listener-rule/rules.ts';
import type { Report } from '../problem/problem.ts';
import type { Existing, Run } from '../run/run.ts';

/** The properties of the common ALB that record and target group need. */
export interface Alb {
  readonly dnsName: string;
  readonly zoneId: string;
  readonly vpcId: string;
}

/** The rules, quotas and names that {@link checkRules} compares. */
export interface RuleCheck {
  readonly existing: Existing;
  readonly host: string;
  readonly limits: { readonly rules: number; readonly targetGroups: number };
  readonly listenerArn: string;
}

/** Finds the common ALB. */
export async function checkAlb(run: Run, report: Report): Promise<Alb | undefined> {
  const arn = run.profile.masterAlbArn;
  const alb = await run.aws.describeLoadBalancer(arn);
  if (alb?.DNSName === undefined || alb.CanonicalHostedZoneId === undefined) {
    report({ code: 'unprocessable', field: 'master_alb_arn', message: `ALB ${arn} does not exist.` });
    return undefined;
  }
  return { dnsName: alb.DNSName, zoneId: alb.CanonicalHostedZoneId, vpcId: alb.VpcId ?? '' };
}

/** One of the listener's certificates must cover the host. Certificates kept in IAM cannot be read and pass. */
export async function checkCertificates(
  run: Run,
  { listenerArn, host }: { readonly listenerArn: string; readonly host: string },
  report: Report,
): Promise<void> {
  const arns = await run.aws.describeListenerCertificates(listenerArn);
  if (arns.some((arn) => !arn.includes(':acm:'))) return;
  const certificates = await Promise.all(arns.map((arn) => run.aws.describeCertificate(arn)));
  const usable = certificates.filter((certificate) => certificate?.status === 'ISSUED');
  if (usable.some((certificate) => certificate?.names.some((name) => coversHost(name, host)))) return;
  const names = certificates.flatMap(
    (certificate) => certificate?.names.map((name) => `${name} (${certificate.status})`) ?? [],
  );
  report({
    code: 'unprocessable',
    message: `No issued certificate of listener ${listenerArn} covers ${host}; it has ${names.join(', ') || 'none'}.`,
  });
}

/** A certificate's wildcard stands for exactly one label. @see https://datatracker.ietf.org/doc/html/rfc6125#section-6.4.3 */
function coversHost(name: string, host: string): boolean {
  return hostMatches(name, host) && name.split('.').length === host.split('.').length;
}

/** There must be room for a rule and a target group, and no earlier rule may take the host's requests. */
export function checkRules(run: Run, { existing, host, limits, listenerArn }: RuleCheck, report: Report): void {
  const { allRules } = existing;
  const own = new Set(existing.rules.map(({ RuleArn }) => RuleArn ?? ''));
  if (existing.rules.length > 0) {
    const below = Math.min(...existing.rules.map(({ Priority }) => Number(Priority)));
    const shadow = shadowingRule(allRules, host, { below, own });
    if (shadow !== undefined) report(shadowed(host, shadow.RuleArn));
    return;
  }
  if (countRules(allRules) >= limits.rules) {
    report({
      code: 'quota',
      message: `Listener ${listenerArn} holds ${countRules(allRules)} rules of ${limits.rules}.`,
    });
  }
  const groups = new Set(allRules.flatMap(targetGroupsOf)).size;
  if (existing.targetGroup === undefined && groups >= limits.targetGroups) {
    report({
      code: 'quota',
      message: `ALB ${run.profile.masterAlbArn} holds ${groups} target groups of ${limits.targetGroups}.`,
    });
  }
  if (freePriorities(allRules, host, 0).length > 0) return;
  report(shadowed(host, shadowingRule(allRules, host, { below: Number.POSITIVE_INFINITY, own })?.RuleArn));
}

function shadowed(host: string, arn: string | undefined): { code: 'unprocessable'; message: string } {
  return {
    code: 'unprocessable',
    message: `Listener rule ${arn ?? '?'} comes first and takes every request of ${host}; give it a higher priority number.`,
  };
}
