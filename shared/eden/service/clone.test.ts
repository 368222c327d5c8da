import type { Service } from '../aws/types.ts';
import { testProfile } from '../testing/records.ts';
import { cloneService } from './clone.ts';

/** A reference with everything that must not be cloned. */
const reference: Service = {
  serviceArn: 'arn:reference',
  serviceName: 'api',
  status: 'ACTIVE',
  desiredCount: 4,
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  roleArn: 'arn:role',
  serviceRegistries: [{ registryArn: 'arn:registry' }],
  schedulingStrategy: 'DAEMON',
  deploymentController: { type: 'CODE_DEPLOY' },
  availabilityZoneRebalancing: 'DISABLED',
  enableExecuteCommand: true,
  propagateTags: 'NONE',
  deploymentConfiguration: {
    maximumPercent: 150,
    strategy: 'BLUE_GREEN',
    bakeTimeInMinutes: 5,
    alarms: { alarmNames: ['a'], enable: true, rollback: true },
    lifecycleHooks: [{ hookTargetArn: 'arn:hook' }],
  },
  deployments: [
    { status: 'ACTIVE', volumeConfigurations: [{ name: 'old' }] },
    {
      status: 'PRIMARY',
      volumeConfigurations: [{ name: 'data' }],
      vpcLatticeConfigurations: [{ roleArn: 'r', targetGroupArn: 't', portName: 'p' }],
      serviceConnectConfiguration: { enabled: true, namespace: 'ns', services: [{ portName: 'http' }] },
    },
  ],
  tags: [
    { key: 'team', value: 'api' },
    { key: 'eden:owner', value: 'x' },
    { key: 'aws:cloudformation:stack-name', value: 'y' },
  ],
};

function clone(changes: Partial<Service> = {}, profile = testProfile()) {
  return cloneService({
    reference: { ...reference, ...changes },
    loadBalancer: {
      targetGroupArn: 'arn:their-group',
      containerName: 'api',
      containerPort: 80,
      advancedConfiguration: { alternateTargetGroupArn: 'arn:other' },
    },
    name: 'dev-dynamic-foo',
    taskDefinitionArn: 'arn:definition',
    targetGroupArn: 'arn:our-group',
    profile,
    tags: { 'eden:owner': 'us' },
  });
}

it('a clone gets traffic through its own rule only, rolls, and has our tags', () => {
  expect(clone()).toEqual({
    cluster: 'dev',
    serviceName: 'dev-dynamic-foo',
    taskDefinition: 'arn:definition',
    desiredCount: 1,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    availabilityZoneRebalancing: 'DISABLED',
    enableExecuteCommand: true,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: { maximumPercent: 150 },
    volumeConfigurations: [{ name: 'data' }],
    serviceConnectConfiguration: { enabled: true, namespace: 'ns' },
    loadBalancers: [{ targetGroupArn: 'arn:our-group', containerName: 'api', containerPort: 80 }],
    tags: [
      { key: 'team', value: 'api' },
      { key: 'eden:owner', value: 'us' },
    ],
  });
});

it.each([
  [
    'capacity providers exclude a launch type',
    { capacityProviderStrategy: [{ capacityProvider: 'SPOT' }] },
    testProfile(),
    'SPOT',
  ],
  ['the profile’s capacity provider wins', {}, testProfile({ capacityProvider: 'MINE' }), 'MINE'],
])('%s', (_what, changes, profile, provider) => {
  const request = clone(changes, profile);
  expect(request.launchType).toBeUndefined();
  expect(request.capacityProviderStrategy).toMatchObject([{ capacityProvider: provider }]);
});

it('tags are propagated as the reference does', () => {
  expect(clone({ propagateTags: 'SERVICE' }).propagateTags).toBe('SERVICE');
});
