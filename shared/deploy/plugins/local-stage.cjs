/**
 * A plugin of the framework, for the stage `local` alone: every command goes to the local AWS that is up, with
 * credentials that no account knows, and to nothing else. So `npx --no sls deploy --stage local` in a service's folder just
 * works, and can never reach a real account.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const STATE_FILE = join(__dirname, '..', '..', '..', '.local', 'dev', 'stack.json');
const OFFLINE_COMMANDS = ['package', 'print', 'help', 'plugin'];
/** How often the framework asks CloudFormation, in ms: its own 5 s are made for the cloud. */
const POLL_MS = '300';

module.exports = class LocalStage {
  constructor(serverless, options) {
    const [command] = serverless.processedInput.commands;
    if (options.stage !== 'local' || OFFLINE_COMMANDS.includes(command)) return;
    const { localEnvironment, refuseEndpoint } = require('../local-endpoint.ts');
    const given = process.env.AWS_ENDPOINT_URL;
    const endpoint = given || readEndpoint();
    if (endpoint === undefined) {
      throw new serverless.classes.Error(
        'the local AWS is not up: start it with `npm run local -- up`',
        'LOCAL_AWS_DOWN',
      );
    }
    const refusal = refuseEndpoint(endpoint);
    if (refusal !== undefined) {
      throw new serverless.classes.Error(
        `${given ? 'AWS_ENDPOINT_URL' : STATE_FILE}: ${refusal}`,
        'LOCAL_STAGE_BAD_ENDPOINT',
      );
    }
    // A profile that is named on the command line overrides credentials of the environment.
    delete options['aws-profile'];
    const environment = { SLS_AWS_MONITORING_FREQUENCY: POLL_MS, ...localEnvironment(process.env, endpoint) };
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  }
};

function readEndpoint() {
  try {
    return JSON.parse(readFileSync(STATE_FILE, 'utf8')).connection.endpoint;
  } catch {
    return undefined;
  }
}
