/**
 * A plugin of the framework: where config/ does not use the service, it says so and which lines to add. `package`,
 * `deploy` and `print` go on, so that all services can be deployed at once; a command that is about a function ends.
 */
const { basename } = require('node:path');

const ABOUT_FUNCTION = /^(invoke|logs|metrics|rollback function|deploy function)/;
const OF_THE_SERVICE = ['package', 'deploy', 'print'];

module.exports = class UnusedService {
  constructor(serverless, _options, { log } = {}) {
    this.hooks = {
      initialize: () => {
        const command = serverless.processedInput.commands.join(' ');
        if (serverless.service.getAllFunctions().length > 0) return;
        if (!ABOUT_FUNCTION.test(command) && !OF_THE_SERVICE.includes(command)) return;
        const { explainUnused } = require('../unused-service.ts');
        const stage = serverless.service.custom.app.stage;
        const sentence = explainUnused(basename(serverless.serviceDir), stage);
        if (ABOUT_FUNCTION.test(command)) throw new serverless.classes.Error(sentence, 'UNUSED_SERVICE');
        (log ?? console).notice?.(sentence);
      },
    };
  }
};
