import { queryValues } from './aws-request.ts';
import type { KnownRule } from './strict-state.ts';

type Input = Readonly<Record<string, unknown>>;

/** Reads the rule that a CreateRule makes. */
export function readRule(input: Input): KnownRule {
  return {
    listener: String(input.ListenerArn),
    priority: Number(input.Priority),
    hosts: queryValues(input, /^Conditions\..*Values\.member\.\d+$/),
    ...readActions(input),
  };
}

/** Reads the target groups of a CreateRule or ModifyRule, each with its share of the requests. */
export function readActions(input: Input): Pick<KnownRule, 'targetGroups' | 'weights'> {
  const keys = Object.keys(input).filter((key) => /^Actions\..*TargetGroupArn$/.test(key));
  const weights = keys.map(
    (key) => [input[key], Number(input[key.replace(/TargetGroupArn$/, 'Weight')] ?? 1)] as const,
  );
  return { targetGroups: keys.map((key) => String(input[key])), weights: Object.fromEntries(weights) };
}

/** Whether the rule keeps a client at one target group. */
export function groupStickiness(input: Input): boolean {
  return queryValues(input, /TargetGroupStickinessConfig\.Enabled$/).includes('true');
}
