/**
 * A plugin of the framework: with `permissionsBoundary` in the stage file every role of the template has it, whoever
 * made the role.
 */
module.exports = class PermissionsBoundary {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const boundary = serverless.service.custom?.app?.permissionsBoundary;
        if (boundary === undefined) return;
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        for (const { Type, Properties } of Object.values(Resources)) {
          if (Type === 'AWS::IAM::Role') Properties.PermissionsBoundary = boundary;
        }
      },
    };
  }
};
