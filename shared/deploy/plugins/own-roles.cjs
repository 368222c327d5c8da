/**
 * A plugin of the framework: serverless-iam-roles-per-function gives every function a role of its own, but leaves the
 * role that the framework would have shared among them, with the grants of all. No function has it, so it is removed; and
 * so are the dependencies on the new roles, which the functions' references imply (cfn-lint W3005).
 */
const assert = require('node:assert');
const { mkdirSync } = require('node:fs');
const { join } = require('node:path');

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
          if (resource.Type === 'AWS::Lambda::Function') Resources[id] = withoutImplied(resource);
        }
        assert(
          !JSON.stringify(Resources).includes(`"${shared}"`),
          `a function without a role of its own uses ${shared}`,
        );
      },
    };
  }
};

function withoutImplied(fn) {
  const role = fn.Properties.Role['Fn::GetAtt'][0];
  return { ...fn, DependsOn: fn.DependsOn.filter((name) => name !== role) };
}
