import { wakingGroupName } from '../../eden/environment/sleep.ts';
import type { EdenSettings } from '../topology/schema/eden.ts';
import { arnHere, type Resources } from './cloudformation.ts';

const FUNCTION_ARN = { 'Fn::GetAtt': ['WakingLambdaFunction', 'Arn'] };

/**
 * The target groups of the function that wakes environments: one for a table, and where the stage has several ALBs one for each of them,
 * because AWS lets a target group be used by one load balancer only. Their names follow from the table and the ALB, so that whoever
 * knows these finds them. Load balancers may invoke the function for these groups alone.
 */
export function wakingResources({ sleep, table, allow }: EdenSettings): Resources {
  if (!sleep) return {};
  const several = allow.albArns.length > 1 ? allow.albArns : [];
  return Object.assign(
    groupOf(wakingGroupName(table.name), ''),
    ...several.map((albArn) => {
      const name = wakingGroupName(table.name, albArn);
      return groupOf(name, name.replace(/^eden-waking-/, ''));
    }),
  ) as Resources;
}

/** A target group and the permission of load balancers to invoke the function for it. */
function groupOf(name: string, suffix: string): Resources {
  const permission = `EdenWakingPermission${suffix}`;
  return {
    [permission]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION_ARN,
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
        SourceArn: arnHere('elasticloadbalancing', `targetgroup/${name}/*`),
      },
    },
    // A function is registered only where the permission is there.
    [`EdenWakingGroup${suffix}`]: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      DependsOn: permission,
      Properties: { Name: name, TargetType: 'lambda', Targets: [{ Id: FUNCTION_ARN }] },
    },
  };
}
