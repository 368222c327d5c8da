import { type AwsAnswer, awsErrorAnswer } from './aws-error.ts';
import { queryValues } from './aws-request.ts';
import type { StrictState } from './strict-state.ts';

/** The load balancer of a listener. */
export function balancerOf(state: StrictState, listener: unknown): string {
  return state.listeners.get(String(listener))?.loadBalancer ?? String(listener);
}

/** Refuses a rule whose target group a rule of another load balancer uses. `input`: of CreateRule or ModifyRule. */
export function refuseSharedGroup(state: StrictState, input: Readonly<Record<string, unknown>>): AwsAnswer | undefined {
  const own = balancerOf(state, state.rules.get(String(input.RuleArn))?.listener ?? input.ListenerArn);
  const groups = queryValues(input, /^Actions\..*TargetGroupArn$/);
  const others = [...state.rules.values()].filter(({ listener }) => balancerOf(state, listener) !== own);
  const shared = groups.find((arn) => others.some(({ targetGroups }) => targetGroups.includes(arn)));
  if (shared === undefined) return undefined;
  const message = `The following target groups cannot be associated with more than one load balancer: ${shared}`;
  return awsErrorAnswer('elasticloadbalancing', 'TargetGroupAssociationLimit', message);
}
