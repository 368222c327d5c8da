/**
 * A plugin of the framework, for stages with `retain: true`: a deployment takes into its stack what an earlier `sls remove`
 * left (streams, buckets, tables, log groups, the roles of delivery streams). Nothing in them is touched. CloudFormation
 * asks for names that are texts, so the account's number is put in.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
const assert = require('node:assert');

const { staticNames } = require('../take-back/static-names.ts');

module.exports = class TakeBack {
  constructor(serverless, _options, { log } = {}) {
    this.hooks = {
      'before:aws:deploy:deploy:createStack': async () => {
        const { provider, custom } = serverless.service;
        if (custom?.app?.retain !== true) return;
        const accountId = await serverless.getProvider('aws').getAccountId();
        const template = provider.compiledCloudFormationTemplate;
        template.Resources = staticNames(template.Resources, accountId);
        importExisting(findDeploy(serverless), (sentence) => (log ?? console).notice?.(sentence));
      },
    };
  }
};

/** The framework's own plugin that makes change sets. */
function findDeploy(serverless) {
  const deploy = serverless.pluginManager
    .getPlugins()
    .find(
      (plugin) =>
        typeof plugin.getCreateChangeSetParams === 'function' && typeof plugin.waitForChangeSetCreation === 'function',
    );
  assert(deploy, 'the framework makes change sets in another way than this plugin knows');
  return deploy;
}

function importExisting(deploy, tell) {
  const { getCreateChangeSetParams, waitForChangeSetCreation } = deploy;
  deploy.getCreateChangeSetParams = function createParams(...given) {
    return { ...getCreateChangeSetParams.apply(this, given), ImportExistingResources: true };
  };
  deploy.waitForChangeSetCreation = async function waitAndTell(...given) {
    const description = await waitForChangeSetCreation.apply(this, given);
    for (const { ResourceChange: change } of description.Changes ?? []) {
      if (change?.Action === 'Import') tell(`Taken back: ${change.ResourceType} ${change.PhysicalResourceId}`);
    }
    return description;
  };
}
