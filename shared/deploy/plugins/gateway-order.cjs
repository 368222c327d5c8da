/**
 * A plugin of the framework, for a service with an HTTP API: a deployment of a REST API holds what the API was when the
 * deployment was made, so it must wait for the gateway's own answers; and a domain's mapping must wait for the
 * deployment, which makes the stage.
 */
module.exports = class GatewayOrder {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
        const idsOf = (type) =>
          Object.keys(Resources).filter((id) => Resources[id].Type === `AWS::ApiGateway::${type}`);
        const deployments = idsOf('Deployment');
        const wait = (id, forIds) => {
          Resources[id].DependsOn = [...new Set([Resources[id].DependsOn ?? [], forIds].flat())];
        };
        for (const id of deployments) wait(id, idsOf('GatewayResponse'));
        for (const id of idsOf('BasePathMapping')) wait(id, deployments);
      },
    };
  }
};
