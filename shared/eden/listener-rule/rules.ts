import type { Rule } from '../aws/types.ts';

/**
 * Highest priority of a listener rule; lower numbers are asked first.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
 */
const MAX_PRIORITY = 50_000;

/** The first rule that takes the host's requests before priority `below`, other than those named in `own`. */
export function shadowingRule(
  rules: readonly Rule[],
  host: string,
  limits: { readonly below: number; readonly own: ReadonlySet<string> },
): Rule | undefined {
  return rules
    .filter((rule) => (priorityOf(rule) ?? Number.POSITIVE_INFINITY) < limits.below)
    .find((rule) => !limits.own.has(rule.RuleArn ?? '') && takesAll(rule, host));
}

/** The priority as a number; the default rule has none. */
function priorityOf(rule: Rule): number | undefined {
  return rule.IsDefault === true || rule.Priority === undefined || rule.Priority === 'default'
    ? undefined
    : Number(rule.Priority);
}

/** Whether a rule takes every request of the host: all its conditions are hosts that match, or paths that match all. */
function takesAll(rule: Rule, host: string): boolean {
  const conditions = rule.Conditions ?? [];
  return conditions.every(({ Field, HostHeaderConfig, PathPatternConfig, Values }) => {
    if (Field === 'host-header') {
      return (HostHeaderConfig?.Values ?? Values ?? []).some((value) => hostMatches(value, host));
    }
    return (
      Field === 'path-pattern' && (PathPatternConfig?.Values ?? Values ?? []).some((value) => /^\/?\*$/.test(value))
    );
  });
}

/** Whether a host-header value (`*` and `?` are wildcards, case does not matter) matches the host. */
export function hostMatches(pattern: string, host: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(host.toLowerCase());
}

/**
 * Free priorities for a rule of this host, in the order to try them: only those before the first rule that would
 * shadow it. They start at a place drawn from `seed`, so that many creates at once do not all ask for the same one.
 */
export function freePriorities(rules: readonly Rule[], host: string, seed: number): readonly number[] {
  const taken = new Set(rules.map(priorityOf));
  const shadows = rules.filter((rule) => takesAll(rule, host)).flatMap((rule) => priorityOf(rule) ?? []);
  const below = Math.min(MAX_PRIORITY + 1, ...shadows);
  const free: number[] = [];
  for (let priority = 1; priority < below && free.length < 1000; priority += 1) {
    if (!taken.has(priority)) free.push(priority);
  }
  const start = free.length === 0 ? 0 : Math.floor(seed * free.length) % free.length;
  return [...free.slice(start), ...free.slice(0, start)];
}

/** How many rules count against the ALB's quota: all but the default ones. */
export function countRules(rules: readonly Rule[]): number {
  return rules.filter((rule) => priorityOf(rule) !== undefined).length;
}
