/** The framework's own plugin that removes stacks; `undefined` where it does so in another way. */
module.exports.findRemove = (serverless) =>
  serverless.pluginManager
    .getPlugins()
    .find((plugin) => typeof plugin.removeStack === 'function' && typeof plugin.monitorStack === 'function');
