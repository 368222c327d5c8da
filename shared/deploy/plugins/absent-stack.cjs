/**
 * A plugin of the framework: `sls remove` where the service has no stack is no failure. At the project's root a failure in
 * one service leaves the router as it is: after a deployment that failed in the router, or a removal that ended halfway, it
 * could never be removed from there.
 */
const { findRemove } = require('./find-remove.cjs');

module.exports = class AbsentStack {
  constructor(serverless, _options, { log } = {}) {
    this.hooks = {
      'before:remove:remove': async () => {
        const provider = serverless.getProvider('aws');
        const stack = provider.naming.getStackName();
        if (!(await isAbsent(await provider.getAwsSdkV3Config(), stack))) return;
        (log ?? console).notice?.(`There is no stack ${stack}: nothing to remove`);
        const nothing = async () => undefined;
        Object.assign(findRemove(serverless) ?? {}, {
          emptyS3Bucket: nothing,
          removeStack: nothing,
          monitorStack: nothing,
        });
      },
    };
  }
};

/** Where AWS does not say so for certain, the removal goes on, and its errors are the framework's. */
async function isAbsent(config, StackName) {
  const { CloudFormationClient, DescribeStacksCommand } = require('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(config);
  try {
    await client.send(new DescribeStacksCommand({ StackName }));
    return false;
  } catch (error) {
    return error.name === 'ValidationError' && error.message.includes('does not exist');
  } finally {
    client.destroy();
  }
}
