import { parseProfile } from './profile.ts';

/** The example of the older documentation, its numbers filled in. */
const example = {
  name_prefix: 'dev-dynamic',
  reference_service_arn: 'arn:aws:ecs:ap-northeast-1:123456789012:service/dev/dev01-api',
  target_cluster: 'dev',
  domain_name_prefix: 'api',
  master_alb_arn:
    'arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/app/dev-alb-api-dynamic/0123456789',
  dynamic_zone_name: 'dev.example.com.',
  dynamic_zone_id: 'Z0123456789',
  config_bucket_name: 'servicename-config',
  config_bucket_key: 'endpoints.json',
  config_update_key: 'api_endpoint',
  config_env_type: 'dev',
  config_name_prefix: 'servicename-dev',
  target_container_name: 'api',
};

it('the older example is read, by older names, by today’s and by those of its environment variables', () => {
  const parsed = parseProfile(example, 'x');
  expect(parsed).toMatchObject({
    status: 'ok',
    profile: {
      endpointS3BucketName: 'servicename-config',
      endpointNamePrefix: 'servicename-dev',
      dynamicZoneName: 'dev.example.com',
    },
  });
  const upper = Object.fromEntries(Object.entries(example).map(([key, value]) => [key.toUpperCase(), value]));
  expect(parseProfile(upper, 'x')).toEqual(parsed);
});

it('today’s name wins over an older one beside it', () => {
  const parsed = parseProfile({ ...example, endpoint_s3_key: 'new.json' }, 'x');
  expect(parsed).toMatchObject({ profile: { endpointS3Key: 'new.json' } });
});

it.each([
  ['target_cluster', undefined, 'is missing'],
  ['master_alb_arn', 'arn:aws:x', 'must be the ARN of an Application Load Balancer'],
  ['name_prefix', '-x', 'must be at most 30'],
  ['endpoint_update_key', 'name', 'must be a key other than'],
  ['desired_count', '-1', 'must be a whole number'],
  ['deregistration_delay_seconds', '3601', 'must be seconds from 0 to 3600'],
  ['default_ttl', 'soon', 'must be like 72h'],
  ['environment', 'what', 'must be NAME=value'],
])('%s = %j %s', (key, value, message) => {
  const { [key]: _old, ...rest } = example as Record<string, string>;
  const parsed = parseProfile(value === undefined ? rest : { ...rest, [key]: value }, 'Profile api');
  expect(parsed).toMatchObject({
    status: 'invalid',
    problems: [{ field: key, message: expect.stringContaining(`Profile api: ${key} ${message}`) }],
  });
});

it.each([
  ['A=1,B=2', { A: '1', B: '2' }],
  ['A=1,2,3\n  B = x=y ', { A: '1,2,3', B: 'x=y' }],
])('overrides %j', (environment, expected) => {
  expect(parseProfile({ ...example, environment }, 'x')).toMatchObject({ profile: { environment: expected } });
});
