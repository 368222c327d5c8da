/**
 * A plugin of the framework: puts the variables of `custom.app.bundled` at the head of the bundle, where Lambda's limit
 * of 4 KB for the variables of a function does not count (docs/adr/040-variables-in-the-bundle.md). A variable that
 * the function has from Lambda overrides that of its bundle.
 */
module.exports = class BundledVariables {
  constructor(serverless) {
    this.hooks = {
      // Before serverless-esbuild reads its settings.
      initialize: () => {
        const { custom } = serverless.service;
        const variables = Object.entries(custom?.app?.bundled ?? {});
        if (variables.length === 0) return;
        const assignments = variables.map(([name, value]) => `process.env.${name}??=${JSON.stringify(value)};`);
        // First of all the directive: behind another statement it would mean nothing.
        const banner = { js: ['"use strict";', ...assignments].join('') };
        serverless.service.custom = { ...custom, esbuild: { ...custom.esbuild, banner } };
      },
    };
  }
};
