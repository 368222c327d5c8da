import { targetGroupsOf } from '../aws/rule-scope.ts';
import type { Action, Rule } from '../aws/types.ts';

/**
 * Shortest stickiness of a rule, in seconds. A browser that saw the waking page must not come back to it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupStickinessConfig.html
 */
const SHORTEST_STICKINESS_S = 1;

/** The action of an environment that is awake: its own target group. */
export function forwardTo(targetGroupArn: string): Action[] {
  return [{ Type: 'forward', TargetGroupArn: targetGroupArn }];
}

/**
 * The action of an environment that is asleep: all requests to the waking function. Its own target group stays in the rule
 * with weight 0: ALB checks the health of targets only in groups that a rule names, and ECS refuses a group without a load
 * balancer. The rule has stickiness because AWS demands it where one of its groups has.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function forwardToWaking(targetGroupArn: string, wakingGroupArn: string): Action[] {
  return [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: wakingGroupArn, Weight: 1 },
          { TargetGroupArn: targetGroupArn, Weight: 0 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: SHORTEST_STICKINESS_S },
      },
    },
  ];
}

/** Whether a rule sends its requests to other target groups than this one, too. */
export function forwardsElsewhere(rule: Rule, targetGroupArn: string): boolean {
  return targetGroupsOf(rule).some((arn) => arn !== targetGroupArn);
}

/** The actions of rules that send requests elsewhere, by ARN: the form in which AWS takes them back. */
export function otherForwards(
  rules: readonly Rule[],
  targetGroupArn: string | undefined,
): Readonly<Record<string, Action[]>> {
  if (targetGroupArn === undefined) return {};
  return Object.fromEntries(
    rules
      .filter((rule) => targetGroupsOf(rule).includes(targetGroupArn) && forwardsElsewhere(rule, targetGroupArn))
      .map(({ RuleArn = '', Actions = [] }) => [RuleArn, Actions]),
  );
}
