import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Seeded, seedAccount, strictCredentials } from '../../local/strict-aws/seed.ts';
import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { createTestClock, region, startWorld } from './world.ts';

jest.setTimeout(600_000);

const account = '900000000009';
const clock = createTestClock();
let strict: StrictAws;
let seeded: Seeded;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;
let route53: Route53Client;
let sent: Partial<CreateServiceCommandInput>;

beforeAll(async () => {
  strict = await startWorld({ drainMs: 30_000, maxRules: 2, now: clock.now });
  seeded = await seedAccount({ url: strict.url, account, region });
  const options = { endpoint: strict.url, region, credentials: strictCredentials(account, 'law'), maxAttempts: 1 };
  ecs = new ECSClient(options);
  elb = new ElasticLoadBalancingV2Client(options);
  route53 = new Route53Client(options);
  sent = (strict.calls('seed').find(({ action }) => action === 'CreateService')?.input ?? {}) as typeof sent;
});

afterAll(() => strict.stop());

/** The reference's own request under another name, changed. */
function createService(changes: Partial<CreateServiceCommandInput> = {}) {
  return ecs.send(
    new CreateServiceCommand({ ...sent, serviceName: 'law', taskDefinition: definitionArn(), ...changes }),
  );
}
function definitionArn(): string {
  return `arn:aws:ecs:${region}:${account}:task-definition/dev01-api:1`;
}
function loadBalancer() {
  return sent.loadBalancers?.[0];
}

it.each([
  [
    'a target group that is attached to no load balancer',
    { loadBalancers: [{ targetGroupArn: 'arn:loose', containerName: 'api', containerPort: 80 }] },
    /does not have an associated load balancer/,
  ],
  [
    'a container that the task definition has not',
    { loadBalancers: [{ containerName: 'missing' }] },
    /The container missing does not exist/,
  ],
  [
    'both launch type and capacity providers',
    { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    /Specifying both/,
  ],
  ['propagateTags NONE', { propagateTags: 'NONE' as const }, /propagateTags should be/],
])('CreateService refuses %s', async (_what, changes, message) => {
  const loadBalancers =
    'loadBalancers' in changes
      ? changes.loadBalancers?.map((own) => ({ ...loadBalancer(), ...own }))
      : sent.loadBalancers;
  await expect(createService({ ...changes, loadBalancers })).rejects.toThrow(message);
});

it('a name is ACTIVE once, DRAINING for its time, INACTIVE after it', async () => {
  const at = { cluster: 'prod', service: 'law' };
  const status = async () =>
    (await ecs.send(new DescribeServicesCommand({ cluster: 'prod', services: ['law'] }))).services?.[0]?.status;
  await createService();
  await expect(createService()).rejects.toThrow(/not idempotent/);
  await ecs.send(new DeleteServiceCommand({ ...at, force: true }));
  expect(await status()).toBe('DRAINING');
  await expect(createService()).rejects.toThrow(/still Draining/);
  await expect(ecs.send(new UpdateServiceCommand({ ...at, desiredCount: 1 }))).rejects.toThrow(/not ACTIVE/);
  await expect(ecs.send(new DeleteServiceCommand({ ...at, force: true }))).rejects.toThrow(/not found/);
  clock.skip(30_001);
  expect(await status()).toBe('INACTIVE');
  await createService();
  expect(await status()).toBe('ACTIVE');
});

it('tells of a service what moto forgets', async () => {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'prod', services: ['dev01-api'] }));
  expect(services?.[0]).toMatchObject({
    healthCheckGracePeriodSeconds: 30,
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
});

it('a rule of an ALB takes target groups of HTTP and HTTPS alone', async () => {
  const group = { Name: 'law-tcp', Protocol: 'TCP' as const, Port: 80, VpcId: seeded.vpcId };
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(group));
  const rule = new CreateRuleCommand({
    ListenerArn: seeded.listenerArn,
    Priority: 9,
    Conditions: [{ Field: 'host-header', Values: ['law-tcp.dev.example.com'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: TargetGroups?.[0]?.TargetGroupArn }],
  });
  await expect(elb.send(rule)).rejects.toMatchObject({ name: expect.stringMatching(/^IncompatibleProtocols/) });
});

it('an ALB takes so many rules, and a rule is deleted once', async () => {
  const rule = (Priority: number) =>
    elb.send(
      new CreateRuleCommand({
        ListenerArn: seeded.listenerArn,
        Priority,
        Conditions: [{ Field: 'host-header', Values: [`law-${Priority}.dev.example.com`] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      }),
    );
  const { Rules } = await rule(1);
  await expect(rule(1)).rejects.toThrow(/priority/i);
  await rule(2);
  await expect(rule(3)).rejects.toMatchObject({ name: expect.stringMatching(/^TooManyRules/) });
  const gone = new DeleteRuleCommand({ RuleArn: Rules?.[0]?.RuleArn });
  await elb.send(gone);
  await expect(elb.send(gone)).rejects.toMatchObject({ name: expect.stringMatching(/^RuleNotFound/) });
  await rule(3);
});

function tags(count: number): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'v' }));
}

function elbTags(count: number): { Key: string; Value: string }[] {
  return tags(count).map(({ key: Key, value: Value }) => ({ Key, Value }));
}

const tagged: readonly (readonly [string, (count: number) => Promise<unknown>, RegExp])[] = [
  [
    'a target group',
    (count) =>
      elb.send(
        new CreateTargetGroupCommand({
          ...{ Name: 'law-tags', Protocol: 'HTTP', Port: 80, VpcId: seeded.vpcId },
          Tags: elbTags(count),
        }),
      ),
    /limit of 50 tags/,
  ],
  [
    'a task definition',
    (count) =>
      ecs.send(
        new RegisterTaskDefinitionCommand({
          family: 'law-tags',
          containerDefinitions: [{ name: 'a', image: 'x', memory: 128 }],
          tags: tags(count),
        }),
      ),
    /limit of 50/,
  ],
  ['a service', (count) => createService({ serviceName: 'law-tags', tags: tags(count) }), /limit of 50/],
];

it.each(tagged)('%s has 50 tags at most', async (_what, create, message) => {
  await expect(create(51)).rejects.toThrow(message);
  await create(50);
});

it('a bucket is used in its own Region; elsewhere the answer is 301 with it', async () => {
  const options = { endpoint: strict.url, credentials: strictCredentials(account, 'law'), forcePathStyle: true };
  const there = new S3Client({ ...options, region: 'eu-west-1' });
  const here = new S3Client({ ...options, region, maxAttempts: 1 });
  const LocationConstraint = 'eu-west-1';
  await there.send(new CreateBucketCommand({ Bucket: 'law', CreateBucketConfiguration: { LocationConstraint } }));
  const put = () => new PutObjectCommand({ Bucket: 'law', Key: 'k', Body: 'x' });
  for (const command of [put(), new GetObjectCommand({ Bucket: 'law', Key: 'k' })]) {
    const refused = { name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 } };
    await expect(here.send(command as PutObjectCommand)).rejects.toMatchObject(refused);
  }
  await there.send(put());
  const { Body } = await there.send(new GetObjectCommand({ Bucket: 'law', Key: 'k' }));
  expect(await Body?.transformToString()).toBe('x');
});

it('a target group’s name has 32 characters', async () => {
  const create = new CreateTargetGroupCommand({
    Name: 'x'.repeat(33),
    Protocol: 'HTTP',
    Port: 80,
    VpcId: seeded.vpcId,
  });
  await expect(elb.send(create)).rejects.toThrow(/32/);
});

describe('records', () => {
  const name = 'law.dev.example.com';
  const a = { Name: name, Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: '10.0.0.1' }] };
  const cname = { Name: name, Type: 'CNAME' as const, TTL: 60, ResourceRecords: [{ Value: 'x.example.com' }] };
  const change = (...changes: Change[]) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: seeded.fields.dynamic_zone_id,
        ChangeBatch: { Changes: changes },
      }),
    );
  const list = async () =>
    (
      await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: seeded.fields.dynamic_zone_id }))
    ).ResourceRecordSets?.map(({ Type }) => Type);

  it('no CNAME beside another, no second CREATE, a DELETE matches every value, and a batch is all or nothing', async () => {
    await change({ Action: 'CREATE', ResourceRecordSet: a });
    await expect(change({ Action: 'CREATE', ResourceRecordSet: a })).rejects.toThrow(/already exists/);
    await expect(change({ Action: 'UPSERT', ResourceRecordSet: cname })).rejects.toThrow(
      /conflicts with other records/,
    );
    await expect(change({ Action: 'DELETE', ResourceRecordSet: { ...a, TTL: 61 } })).rejects.toThrow(/do not match/);
    await expect(change({ Action: 'DELETE', ResourceRecordSet: cname })).rejects.toThrow(/not found/);
    expect(await list()).toEqual(['A']);
    await change({ Action: 'DELETE', ResourceRecordSet: a }, { Action: 'UPSERT', ResourceRecordSet: cname });
    expect(await list()).toEqual(['CNAME']);
  });
});

it('a call takes as long as it is told to', async () => {
  const slow = await startWorld({ latencyMs: 50 });
  try {
    const options = { endpoint: slow.url, region, credentials: strictCredentials(account, 'slow') };
    const startedAtMs = performance.now();
    await new ECSClient(options).send(new DescribeServicesCommand({ cluster: 'x', services: ['y'] })).catch(() => {});
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(49);
  } finally {
    await slow.stop();
  }
});

it('DynamoDB refuses an update that sets and removes one attribute', async () => {
  const client = new DynamoDBClient({ endpoint: strict.url, region, credentials: strictCredentials(account, 'law') });
  const update = new UpdateItemCommand({
    TableName: 'nosuch',
    Key: { type: { S: 'a' }, name: { S: 'b' } },
    UpdateExpression: 'SET #a = :v0, #b.#c = :v1 REMOVE #d, #a',
    ExpressionAttributeNames: { '#a': 'a', '#b': 'b', '#c': 'c', '#d': 'd' },
    ExpressionAttributeValues: { ':v0': { S: 'x' }, ':v1': { S: 'y' } },
  });
  await expect(client.send(update)).rejects.toThrow(/Two document paths overlap/);
  client.destroy();
});
