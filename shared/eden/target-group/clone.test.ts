import type { TargetGroup } from '../aws/types.ts';
import { testProfile } from '../testing/records.ts';
import { changedSettings, cloneAttributes, cloneTargetGroup, fixedDifferences, settingsOf } from './clone.ts';

const reference: TargetGroup = {
  TargetGroupArn: 'arn',
  TargetGroupName: 'api',
  Protocol: 'HTTP',
  Port: 80,
  HealthCheckPath: '/health',
  LoadBalancerArns: ['alb'],
};

it('a clone takes the settings and tags of the reference, its own name and tags', () => {
  const referenceTags = [
    { Key: 'team', Value: 'api' },
    { Key: 'eden:owner', Value: 'x' },
  ];
  expect(cloneTargetGroup(reference, referenceTags, { name: 'foo', tags: { 'eden:run': '1' } })).toEqual({
    Protocol: 'HTTP',
    Port: 80,
    HealthCheckPath: '/health',
    Name: 'foo',
    Tags: [
      { Key: 'team', Value: 'api' },
      { Key: 'eden:run', Value: '1' },
    ],
  });
});

it('attributes without a value are left out, the delay is the profile’s', () => {
  const attributes = [
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'empty', Value: '' },
    { Key: 'deregistration_delay.timeout_seconds', Value: '300' },
  ];
  expect(cloneAttributes(attributes, testProfile({ deregistrationDelaySeconds: 9 }))).toEqual([
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'deregistration_delay.timeout_seconds', Value: '9' },
  ]);
});

const settings = settingsOf(reference, [{ Key: 'a', Value: '1' }]);

it.each([
  ['the same', settings, undefined, []],
  ['another path', { ...settings, healthCheck: { HealthCheckPath: '/ready' } }, { HealthCheckPath: '/ready' }, []],
  ['another attribute', { ...settings, attributes: [{ Key: 'a', Value: '2' }] }, undefined, [{ Key: 'a', Value: '2' }]],
])('changes towards settings with %s', (_what, wanted, healthCheck, attributes) => {
  expect(changedSettings(settings, wanted)).toEqual({ healthCheck, attributes });
});

it.each<[TargetGroup, readonly string[]]>([
  [{}, []],
  [{ ProtocolVersion: 'HTTP1', TargetType: 'instance' }, []],
  [{ ProtocolVersion: 'GRPC' }, ['ProtocolVersion HTTP1 (the reference has GRPC)']],
  [
    { TargetType: 'ip', Protocol: 'HTTPS' },
    ['Protocol HTTP (the reference has HTTPS)', 'TargetType instance (the reference has ip)'],
  ],
])('differences that AWS fixes, against %j', (other, expected) => {
  expect(fixedDifferences({}, other)).toEqual(expected);
});
