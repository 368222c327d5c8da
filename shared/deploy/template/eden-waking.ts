import { wakingGroupName } from '../../eden/environment/sleep.ts';
import type { EdenSettings } from '../topology/schema/eden.ts';
import { arnHere, type Resources } from './cloudformation.ts';

const FUNCTION_ARN = { 'Fn::GetAtt': ['WakingLambdaFunction', 'Arn'] };

/**
 * The target group of the function that wakes environments, one for all of a table. Its name follows from the table, so
 * that whoever knows the table finds it. Load balancers may invoke the function for this group alone.
 */
export function wakingResources({ sleep, table }: EdenSettings): Resources {
  if (!sleep) return {};
  const name = wakingGroupName(table.name);
  return {
    EdenWakingPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: FUNCTION_ARN,
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
        SourceArn: arnHere('elasticloadbalancing', `targetgroup/${name}/*`),
      },
    },
    // A function is registered only where the permission is there.
    EdenWakingGroup: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      DependsOn: 'EdenWakingPermission',
      Properties: { Name: name, TargetType: 'lambda', Targets: [{ Id: FUNCTION_ARN }] },
    },
  };
}
