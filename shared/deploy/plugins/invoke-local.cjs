/**
 * A plugin of the framework, for `sls invoke local`. Two things that AWS does are missing there:
 * - bundles are CommonJS in .js files; below the project's own package.json, which says "module", that must be said;
 * - bucket names hold the account's number, which CloudFormation would put in.
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { ACCOUNT_ID, resolveAccount } = require('../topology/account.ts');

module.exports = class InvokeLocal {
  constructor(serverless) {
    const isInvokeLocal = serverless.processedInput.commands.join(' ') === 'invoke local';
    const findAccount = async (stage) => {
      try {
        return await serverless.getProvider('aws').getAccountId();
      } catch (error) {
        throw new serverless.classes.Error(
          `expected an AWS account, got: ${error.message}. Give credentials, set accountId in config/stages/${stage}.yml, or use --stage local with the local AWS (npm run local -- up)`,
        );
      }
    };
    this.hooks = {
      initialize: async () => {
        const functions = isInvokeLocal ? Object.values(serverless.service.functions) : [];
        if (!functions.some(({ environment }) => JSON.stringify(environment)?.includes(ACCOUNT_ID))) return;
        const accountId = await findAccount(serverless.service.custom.app.stage);
        for (const { environment } of functions) resolveVariables(environment, accountId);
      },
      // serverless-esbuild's hook of the same name ran before (plugins' order) and made its output the service's folder.
      'before:invoke:local:invoke': () => {
        writeFileSync(join(serverless.serviceDir, 'package.json'), '{"type":"commonjs"}\n');
      },
    };
  }
};

function resolveVariables(environment, accountId) {
  for (const [name, value] of Object.entries(environment ?? {})) {
    if (value['Fn::Sub'] !== undefined) environment[name] = resolveAccount(value['Fn::Sub'], accountId);
  }
}
