/**
 * A plugin of the framework, when all roles of the template are there, whoever made them:
 * - with `permissionsBoundary` in the stage file every role has it;
 * - no role has kinesis:ListStreams on a stream, as serverless-iam-roles-per-function writes it: AWS knows the action on
 *   `*` alone, and no mapping needs it.
 */
const WITHOUT_EFFECT = 'kinesis:ListStreams';

module.exports = class CompleteRoles {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const boundary = serverless.service.custom?.app?.permissionsBoundary;
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        for (const { Type, Properties } of Object.values(Resources)) {
          if (Type !== 'AWS::IAM::Role') continue;
          if (boundary !== undefined) Properties.PermissionsBoundary = boundary;
          for (const { PolicyDocument } of Properties.Policies ?? []) removeAction(PolicyDocument.Statement);
        }
      },
    };
  }
};

function removeAction(statements) {
  for (const statement of statements) {
    if (Array.isArray(statement.Action)) statement.Action = statement.Action.filter((one) => one !== WITHOUT_EFFECT);
  }
}
