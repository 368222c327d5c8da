import type { Rule } from './types.ts';

/** Whether a rule is for one host and this target group alone: an environment's rule never has another. */
export function isForOne(rule: Rule, targetGroupArn: string | undefined): boolean {
  const hosts = new Set(hostsOf(rule).map((value) => value.toLowerCase()));
  return hosts.size === 1 && targetGroupsOf(rule).every((arn) => arn === targetGroupArn);
}

/** The rules that name exactly this host, whoever owns them. */
export function rulesForHost(rules: readonly Rule[], host: string): readonly Rule[] {
  return rules.filter((rule) => hostsOf(rule).some((value) => value.toLowerCase() === host.toLowerCase()));
}

/** The hosts that a rule names. */
export function hostsOf(rule: Rule): readonly string[] {
  return (rule.Conditions ?? [])
    .filter(({ Field }) => Field === 'host-header')
    .flatMap(({ HostHeaderConfig, Values }) => HostHeaderConfig?.Values ?? Values ?? []);
}

/** The target groups a rule forwards to. */
export function targetGroupsOf(rule: Rule): readonly string[] {
  return (rule.Actions ?? []).flatMap(({ TargetGroupArn, ForwardConfig }) => [
    ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
    ...(ForwardConfig?.TargetGroups ?? []).flatMap((group) => group.TargetGroupArn ?? []),
  ]);
}
