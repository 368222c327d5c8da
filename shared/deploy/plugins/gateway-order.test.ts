import { join } from 'node:path';

type Hooks = Readonly<Record<string, () => void>>;

const GatewayOrder = jest.requireActual<new (framework: object) => { readonly hooks: Hooks }>(
  join(__dirname, 'gateway-order.cjs'),
);

function order(Resources: Record<string, object>): Record<string, object> {
  const { hooks } = new GatewayOrder({ service: { provider: { compiledCloudFormationTemplate: { Resources } } } });
  for (const hook of Object.values(hooks)) hook();
  return Resources;
}

it('a deployment waits for the gateway’s answers, a mapping for the deployment', () => {
  const ordered = order({
    Deploy: { Type: 'AWS::ApiGateway::Deployment', DependsOn: ['Method'] },
    Answer: { Type: 'AWS::ApiGateway::GatewayResponse' },
    Mapping: { Type: 'AWS::ApiGateway::BasePathMapping', DependsOn: 'Domain' },
  });
  expect(ordered).toMatchObject({
    Deploy: { DependsOn: ['Method', 'Answer'] },
    Mapping: { DependsOn: ['Domain', 'Deploy'] },
  });
});

it('a service without an API is left alone', () => {
  expect(order({ Function: { Type: 'AWS::Lambda::Function' } })).toEqual({
    Function: { Type: 'AWS::Lambda::Function' },
  });
});
