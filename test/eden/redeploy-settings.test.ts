import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client as ElbClient,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000007';
let elb: ElbClient;

const eden = useEden(accountId);

beforeAll(async () => {
  const credentials = strictCredentials(accountId, 'person');
  elb = new ElbClient({ endpoint: eden.strict.url, region, credentials, maxAttempts: 1 });
  expect(await eden.account.create('first')).toMatchObject({ status: 'created' });
  await changeReference();
});

afterAll(async () => {
  elb.destroy();
});

/** Changes the reference after the environment was made. */
async function changeReference(): Promise<void> {
  const { TargetGroupArn = '' } = await groupNamed('dev01-api');
  await elb.send(
    new ModifyTargetGroupCommand({
      TargetGroupArn,
      HealthCheckPath: '/ready',
      HealthCheckIntervalSeconds: 11,
      UnhealthyThresholdCount: 7,
      Matcher: { HttpCode: '204' },
    }),
  );
  const Attributes = [{ Key: 'slow_start.duration_seconds', Value: '42' }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
}

async function groupNamed(name: string) {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  const { Attributes = [] } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  return { ...TargetGroups[0], attributes: Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value])) };
}

const before = { HealthCheckPath: '/health', HealthCheckIntervalSeconds: 7, Matcher: { HttpCode: '200-204' } };
const after = {
  HealthCheckPath: '/ready',
  HealthCheckIntervalSeconds: 11,
  UnhealthyThresholdCount: 7,
  Matcher: { HttpCode: '204' },
  attributes: expect.objectContaining({
    'slow_start.duration_seconds': '42',
    'deregistration_delay.timeout_seconds': '5',
  }),
};

it('a redeploy that fails after it puts health check and attributes back', async () => {
  expect(await groupNamed('dev-dynamic-foo')).toMatchObject(before);
  const whole = await listAccount(eden.account);
  const refused = new AwsCallError('ecs:UpdateService', 'dev-dynamic-foo', 'AccessDenied', 'no');
  const real = eden.account.aws('refused');
  let isRefused = false;
  let changed: object | undefined;
  const updateService: EdenAws['updateService'] = async (request) => {
    if (isRefused) return await real.updateService(request);
    isRefused = true;
    changed = await groupNamed('dev-dynamic-foo');
    throw refused;
  };
  const failed = await eden.account.create('refused', { image: 1, deps: { aws: { ...real, updateService } } });
  expect(failed).toMatchObject({ status: 'failed', left: 'undone' });
  expect(changed).toMatchObject(after);
  expect((await listAccount(eden.account)).settings).toEqual(whole.settings);
});

it('a redeploy takes over health check and attributes of the reference', async () => {
  expect(await eden.account.create('redeploy', { image: 1 })).toMatchObject({ status: 'updated' });
  expect(await groupNamed('dev-dynamic-foo')).toMatchObject(after);
});

it('a redeploy with nothing new there changes nothing at the target group', async () => {
  expect(await eden.account.create('again', { image: 0 })).toMatchObject({ status: 'updated' });
  const changes = eden.strict.calls('again').filter(({ action }) => action.startsWith('ModifyTargetGroup'));
  expect(changes).toEqual([]);
});

it('what AWS fixes at the making is refused before anything is changed', async () => {
  const real = eden.account.aws('fixed');
  const reference = (await groupNamed('dev01-api')).TargetGroupArn;
  const describeTargetGroup: EdenAws['describeTargetGroup'] = async (by) => {
    const group = await real.describeTargetGroup(by);
    return group?.TargetGroupArn === reference ? { ...group, ProtocolVersion: 'GRPC' } : group;
  };
  const whole = await listAccount(eden.account);
  const message = expect.stringContaining('ProtocolVersion HTTP1 (the reference has GRPC)');
  expect(
    await eden.account.create('fixed', { image: 1, deps: { aws: { ...real, describeTargetGroup } } }),
  ).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [{ code: 'profile_changed', message }],
  });
  const now = await listAccount(eden.account);
  expect({ ...now, items: [] }).toEqual({ ...whole, items: [] });
});
