/**
 * A plugin of the framework: before anything is packaged or made, the credentials must be those of the stage's account.
 * Without credentials it says so in one sentence. (That `--region` is the stage's is checked in serverless.cjs.)
 */
const CHANGES_ACCOUNT = /^(deploy|remove|rollback)\b/;

module.exports = class OwnAccount {
  constructor(serverless) {
    const command = serverless.processedInput.commands.join(' ');
    this.hooks = {
      initialize: async () => {
        const { app } = serverless.service.custom ?? {};
        if (app === undefined) return;
        const refuse = (sentence, code) => {
          throw new serverless.classes.Error(sentence, code);
        };
        const file = `config/stages/${app.stage}.yml`;
        if (!CHANGES_ACCOUNT.test(command) || app.stage === 'local') return;
        const accountId = await findAccount(serverless, refuse);
        if (app.accountId !== undefined && app.accountId !== accountId) {
          refuse(
            `${file} says accountId "${app.accountId}", but the credentials are those of account ${accountId}. Nothing was changed`,
            'OTHER_ACCOUNT',
          );
        }
      },
    };
  }
};

async function findAccount(serverless, refuse) {
  try {
    return await serverless.getProvider('aws').getAccountId();
  } catch (error) {
    return refuse(
      `AWS does not know who you are: ${error.message.replace(/\.$/, '')}. Set AWS_PROFILE, sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Nothing was changed`,
      'NO_ACCOUNT',
    );
  }
}
