/**
 * A plugin of the framework, after serverless-iam-roles-per-function. Three things of its roles are put right:
 * - No function may make a log group: the templates make it. Else logs that arrive after `sls remove` make it again, and
 *   the next deployment is refused.
 * - In a VPC the rights are written down. The managed policy would allow to make log groups too.
 * - serverless-iam-roles-per-function gives every function a role of its own, but leaves the role that the framework
 *   would have shared among them, with the grants of all. No function has it, so it is removed; and so are the
 *   dependencies on the new roles, which the functions' references imply (cfn-lint W3005).
 */
const assert = require('node:assert');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

const CREATE_LOG_GROUP = 'logs:CreateLogGroup';
/** Actions with which Lambda reaches a VPC under a function's role. None can be limited to a resource beforehand. */
const VPC_ACCESS = {
  Effect: 'Allow',
  Action: [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ],
  Resource: '*',
};

module.exports = class OwnRoles {
  constructor(serverless) {
    this.hooks = {
      // A sink that config/ does not use has no function; serverless-esbuild then misses a folder it never made.
      'before:package:createDeploymentArtifacts': () => {
        if (serverless.service.getAllFunctions().length > 0) return;
        mkdirSync(join(serverless.serviceDir, '.esbuild/.serverless'), { recursive: true });
      },
      'before:package:finalize': () => {
        const { naming } = serverless.getProvider('aws');
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        const shared = naming.getRoleLogicalId();
        delete Resources[shared];
        for (const [id, resource] of Object.entries(Resources)) {
          if (resource.Type === 'AWS::Lambda::Function') {
            Resources[id] = withoutImplied(resource);
            narrowRole(Resources[resource.Properties.Role['Fn::GetAtt'][0]]);
          }
        }
        assert(
          !JSON.stringify(Resources).includes(`"${shared}"`),
          `a function without a role of its own uses ${shared}`,
        );
      },
    };
  }
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html execution role permissions */
function narrowRole({ Properties }) {
  const [{ PolicyDocument }] = Properties.Policies;
  for (const statement of PolicyDocument.Statement) {
    statement.Action = [statement.Action].flat().filter((action) => action !== CREATE_LOG_GROUP);
  }
  const managed = Properties.ManagedPolicyArns ?? [];
  assert(
    managed.every((arn) => JSON.stringify(arn).includes('AWSLambdaVPCAccessExecutionRole')),
    'a role has a managed policy',
  );
  if (managed.length > 0) PolicyDocument.Statement.push(VPC_ACCESS);
  delete Properties.ManagedPolicyArns;
}

function withoutImplied(fn) {
  const role = fn.Properties.Role['Fn::GetAtt'][0];
  return { ...fn, DependsOn: fn.DependsOn.filter((name) => name !== role) };
}
