/**
 * A plugin of the framework, for the stage `local` alone: every command goes to the local AWS that is up, with
 * credentials that no account knows, and to nothing else. So `npx sls deploy --stage local` in a service's folder just
 * works, and can never reach a real account.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const STATE_FILE = join(__dirname, '..', '..', '..', '.local', 'dev', 'stack.json');
const OFFLINE_COMMANDS = ['package', 'print', 'help', 'plugin'];
const AWS_ITSELF = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/;

const readConnection = () => {
  try {
    return JSON.parse(readFileSync(STATE_FILE, 'utf8')).connection;
  } catch {
    return undefined;
  }
};

module.exports = class LocalStage {
  constructor(serverless, options) {
    const [command] = serverless.processedInput.commands;
    if (options.stage !== 'local' || OFFLINE_COMMANDS.includes(command)) return;
    const endpoint = process.env.AWS_ENDPOINT_URL;
    const connection = endpoint ? { endpoint } : readConnection();
    if (connection === undefined) {
      throw new serverless.classes.Error(
        'the local AWS is not up: start it with `npm run local -- up`',
        'LOCAL_AWS_DOWN',
      );
    }
    if (!URL.canParse(connection.endpoint)) {
      const message = `AWS_ENDPOINT_URL: expected a URL such as http://127.0.0.1:4566, got ${JSON.stringify(connection.endpoint)}`;
      throw new serverless.classes.Error(message, 'LOCAL_STAGE_BAD_ENDPOINT');
    }
    if (AWS_ITSELF.test(new URL(connection.endpoint).hostname)) {
      const message = `AWS_ENDPOINT_URL is ${connection.endpoint}: the stage local never goes to a real account`;
      throw new serverless.classes.Error(message, 'LOCAL_STAGE_ON_AWS');
    }
    // The SDK takes a service's own endpoint before the one for all.
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL_')) delete process.env[name];
    delete process.env.AWS_PROFILE;
    delete process.env.AWS_SESSION_TOKEN;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      SLS_AWS_MONITORING_FREQUENCY: process.env.SLS_AWS_MONITORING_FREQUENCY ?? '300',
    });
  }
};
