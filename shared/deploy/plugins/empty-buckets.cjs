/**
 * A plugin of the framework, for stages with `retain: false`: `sls remove` empties the buckets that the stack owns and
 * would delete; CloudFormation deletes no bucket with objects in it. Logs that arrive meanwhile may fill one again, so it
 * is tried again.
 */
const { findRemove } = require('./find-remove.cjs');

const TRIES = 3;

module.exports = class EmptyBuckets {
  constructor(serverless, _options, { log, progress } = {}) {
    const tell = (sentence) => (log ?? console).notice?.(sentence);
    const show = (sentence) => progress?.get('main').notice(sentence);
    this.hooks = {
      'before:remove:remove': async () => {
        const { app } = serverless.service.custom ?? {};
        if (app?.retain !== false) return;
        const provider = serverless.getProvider('aws');
        const { emptyStackBuckets } = require('../removal/empty-stack-buckets.ts');
        const config = await provider.getAwsSdkV3Config();
        const empty = () => emptyStackBuckets(config, provider.naming.getStackName(), { tell, show });
        await empty();
        retryRemoval(findRemove(serverless), empty);
      },
    };
  }
};

function retryRemoval(remove, empty) {
  if (remove === undefined) return;
  const { monitorStack } = remove;
  remove.monitorStack = async function monitor(action, data, ...rest) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await monitorStack.call(this, action, data, ...rest);
      } catch (error) {
        if (tries === TRIES || (await empty()) === 0) throw error;
        await this.removeStack();
      }
    }
  };
}
