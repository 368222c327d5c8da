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
        const { isStackAbsent } = require('../removal/is-stack-absent.ts');
        const stack = provider.naming.getStackName();
        if (!(await isStackAbsent(await provider.getAwsSdkV3Config(), stack))) return;
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
