import { useEden } from './use-eden.ts';

jest.setTimeout(600_000);

const eden = useEden('900000000002');

function sent(client: string, action: string) {
  return eden.strict.calls(client).find((call) => call.action === action)?.input ?? {};
}
function ownTags(run: unknown) {
  return [
    { key: 'team', value: 'api' },
    { key: 'eden:owner', value: '900000000002/us-east-1/eden' },
    { key: 'eden:profile', value: 'api' },
    { key: 'eden:environment', value: 'dev-dynamic-foo' },
    { key: 'eden:run', value: run },
  ];
}

it('what is sent to AWS is the reference, but for what a clone must not have', async () => {
  const fields = {
    environment: 'PUBLIC_URL=https://{{host}}, STAGE=preview',
    cpu: '256',
    memory: '512',
    desired_count: '2',
  };
  const outcome = await eden.account.create('clone', { fields });
  expect(outcome).toMatchObject({ status: 'created' });
  const run = outcome.status === 'failed' ? '' : outcome.runId;
  const taskDefinition = sent('seed', 'RegisterTaskDefinition');
  const image = eden.account.seeded.images[0];
  expect(sent('clone', 'RegisterTaskDefinition')).toEqual({
    ...taskDefinition,
    placementConstraints: [],
    volumes: [],
    family: 'dev-dynamic-foo',
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      expect.objectContaining({ name: 'sidecar', image: 'public.ecr.aws/x/sidecar:1', essential: false }),
      expect.objectContaining({
        name: 'api',
        image,
        environment: [
          { name: 'PUBLIC_URL', value: 'https://api-foo.dev.example.com' },
          { name: 'STAGE', value: 'preview' },
        ],
      }),
    ],
    tags: ownTags(run),
  });
  const { role: _role, ...service } = sent('seed', 'CreateService');
  expect(sent('clone', 'CreateService')).toEqual({
    ...service,
    cluster: 'dev',
    serviceName: 'dev-dynamic-foo',
    taskDefinition: expect.stringMatching(/task-definition\/dev-dynamic-foo:1$/),
    desiredCount: 2,
    enableECSManagedTags: sent('clone', 'CreateService').enableECSManagedTags,
    loadBalancers: [
      { containerName: 'api', containerPort: 8080, targetGroupArn: expect.stringContaining('/dev-dynamic-foo/') },
    ],
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    tags: ownTags(run),
  });
});

it('target group, attributes and rule', async () => {
  expect(sent('clone', 'CreateTargetGroup')).toMatchObject({
    Name: 'dev-dynamic-foo',
    Protocol: 'HTTP',
    Port: '8080',
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: '7',
    'Matcher.HttpCode': '200-204',
    'Tags.member.1.Key': 'team',
  });
  const attributes = Object.values(sent('clone', 'ModifyTargetGroupAttributes'));
  expect(attributes).toEqual(
    expect.arrayContaining(['stickiness.enabled', 'true', 'deregistration_delay.timeout_seconds', '5']),
  );
  expect(attributes).not.toContain('300');
  expect(sent('clone', 'CreateRule')).toMatchObject({
    ListenerArn: eden.account.seeded.listenerArn,
    'Conditions.member.1.Field': 'host-header',
    'Conditions.member.1.HostHeaderConfig.Values.member.1': 'api-foo.dev.example.com',
  });
});
