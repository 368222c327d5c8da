import { wakingGroupName } from '../environment/sleep.ts';
import { type Attempt, refused } from '../problem/attempt.ts';
import type { Run } from '../run/run.ts';

/**
 * Finds the target group of the waking function for the environment's ALB: the ALB's own, else the table's, unless another ALB
 * uses it. Its ARN, or why there is none.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html ("with only one load balancer")
 */
export async function findWakingGroup({ aws, deps, profile }: Run): Promise<Attempt<string>> {
  const { tableName } = deps;
  const { masterAlbArn: albArn } = profile;
  const [own, shared] = await Promise.all([
    aws.describeTargetGroup({ name: wakingGroupName(tableName, albArn) }),
    aws.describeTargetGroup({ name: wakingGroupName(tableName) }),
  ]);
  const groups = [own, shared].filter((group) => group?.TargetType === 'lambda');
  const found = groups.find((group) => (group?.LoadBalancerArns ?? []).every((arn) => arn === albArn));
  if (found?.TargetGroupArn !== undefined) return { status: 'ok', value: found.TargetGroupArn };
  const [used] = groups;
  const message =
    used === undefined
      ? `No function wakes the environments of table ${tableName}: target group ${wakingGroupName(tableName)} of type lambda does not exist. Set eden.sleep: true in the stage file and deploy eden-api.`
      : `Target group ${used.TargetGroupName} of the function that wakes is used by ${used.LoadBalancerArns?.join(', ')}, and AWS lets one load balancer use it. Deploy eden-api with both in eden.allow.albArns: each gets a target group of its own.`;
  return refused({ code: 'unprocessable', message });
}
