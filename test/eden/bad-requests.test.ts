import { CreateTargetGroupCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Listing, listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '800000000001';

const eden = useEden(accountId, { maxRules: 3 });
let before: Listing;

beforeAll(() => {
  before = eden.before;
});

function options() {
  return { endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'test') };
}
function s3(): S3Client {
  return new S3Client({ ...options(), forcePathStyle: true });
}

interface Bad {
  readonly what: string;
  readonly fields?: (fields: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly name?: string;
  readonly imageUri?: (image: string) => string;
  readonly messages: readonly RegExp[];
}

const bad: readonly Bad[] = [
  {
    what: 'a name whose target group is too long',
    name: 'a-name-of-more-than-twenty',
    messages: [/^Name a-name-of-more-than-twenty has 26 characters and 20 are left: target group .* may have 32/],
  },
  {
    what: 'an image of another registry',
    imageUri: () => 'docker.io/library/nginx:1',
    messages: [/is in no Amazon ECR registry/],
  },
  {
    what: 'an image of another account',
    imageUri: (image) => image.replace(accountId, '999999999999'),
    messages: [
      /does not exist in registry 999999999999/,
      /is in account 999999999999, repository .*; the reference's is 8.*, and image_repositories of the profile does not/,
    ],
  },
  { what: 'no tag', imageUri: (image) => image.replace(':latest', ''), messages: [/has no tag/] },
  {
    what: 'a tag that does not exist',
    imageUri: (image) => `${image}x`,
    messages: [/^The image .* does not exist in registry/],
  },
  {
    what: 'a repository that does not exist',
    imageUri: (image) => image.replace('-dev', '-x'),
    messages: [
      /^The repository servicename-api-x does not/,
      /servicename-api-x; the reference's is .*servicename-api-dev,/,
    ],
  },
  {
    what: 'everything at once',
    name: '?',
    imageUri: () => 'nginx',
    fields: (fields) => ({ ...fields, cpu: 'lots', target_cluster: '' }),
    messages: [
      /target_cluster is missing/,
      /cpu must be a whole number/,
      /no Amazon ECR registry/,
      /no letter or digit/,
    ],
  },
  {
    what: 'an ALB without HTTPS listener',
    fields: (fields) => ({ ...fields, master_alb_arn: otherAlb() }),
    messages: [/has no HTTPS listener on port 443/],
  },
  {
    what: 'resources that do not exist',
    fields: (fields) => ({
      ...fields,
      master_alb_arn: `${fields.master_alb_arn}0`,
      reference_service_arn: `${fields.reference_service_arn}x`,
      dynamic_zone_id: 'ZNONE',
    }),
    messages: [/^ALB .* does not exist/, /^Reference service .* does not exist/, /^Hosted zone ZNONE does not exist/],
  },
  {
    what: 'a zone that does not hold the host',
    fields: (fields) => ({ ...fields, dynamic_zone_name: 'prod.example.com' }),
    messages: [/is dev.example.com; it does not hold the host api-foo.prod.example.com/],
  },
  {
    what: 'a host that no certificate covers',
    fields: (fields) => ({ ...fields, dynamic_zone_name: 'deep.dev.example.com' }),
    messages: [
      /No issued certificate of listener .* covers api-foo.deep.dev.example.com; it has \*\.dev\.example\.com \(ISSUED\)/,
    ],
  },
  {
    what: 'a container that is not behind the load balancer',
    fields: (fields) => ({ ...fields, target_container_name: 'sidecar' }),
    messages: [/Container sidecar of the profile is not behind the reference's load balancer; that is api/],
  },
];

let otherAlbArn = '';
function otherAlb(): string {
  return otherAlbArn;
}

it.each(bad)(
  '$what: its own sentence, and nothing is left',
  async ({ fields = (same) => same, name = 'foo', imageUri = (same) => same, messages }) => {
    otherAlbArn ||= await referenceAlb();
    const outcome = await eden.account.create('bad', {
      name,
      fields: fields(eden.account.seeded.fields),
      imageUri: imageUri(eden.account.seeded.images[0] ?? ''),
    });
    expect(outcome).toMatchObject({ status: 'failed', left: 'untouched' });
    const told = outcome.status === 'failed' ? outcome.problems.map(({ message }) => message) : [];
    for (const message of messages) expect(told).toContainEqual(expect.stringMatching(message));
    expect(told).toHaveLength(messages.length);
    expect(await listAccount(eden.account)).toEqual(before);
  },
);

async function referenceAlb(): Promise<string> {
  const { DescribeLoadBalancersCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { LoadBalancers } = await new ElasticLoadBalancingV2Client(options()).send(
    new DescribeLoadBalancersCommand({ Names: ['dev-alb-reference'] }),
  );
  return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
}

it('resources of another profile are not touched, and the sentence names their owner', async () => {
  await eden.account.create('owner', { name: 'mine' });
  const whole = await listAccount(eden.account);
  const outcome = await eden.account.create('thief', { name: 'mine', profileName: 'other' });
  const told = outcome.status === 'failed' ? outcome.problems.map(({ code }) => code) : [];
  expect(told).toContain('owned_by_other');
  expect(JSON.stringify(outcome)).toContain(
    'belongs to profile api, environment dev-dynamic-mine of 800000000001/us-east-1/eden',
  );
  expect(await listAccount(eden.account)).toEqual(whole);
  await eden.account.delete('owner', 'mine');
  expect(await listAccount(eden.account)).toEqual(before);
});

it('a target group that eden did not make is not touched', async () => {
  const elb = new ElasticLoadBalancingV2Client(options());
  await elb.send(
    new CreateTargetGroupCommand({
      Name: 'dev-dynamic-taken',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: eden.account.seeded.vpcId,
    }),
  );
  const outcome = await eden.account.create('taken', { name: 'taken' });
  expect(outcome).toMatchObject({
    left: 'untouched',
    problems: [
      {
        code: 'owned_by_other',
        message: 'Target group dev-dynamic-taken was not made by eden; eden does not touch it.',
      },
    ],
  });
  before = await listAccount(eden.account);
});

it('an ALB whose rules are used up refuses before anything is made, or takes back what was', async () => {
  for (const name of ['r1', 'r2', 'r3']) expect((await eden.account.create(name, { name })).status).toBe('created');
  const whole = await listAccount(eden.account);
  const outcome = await eden.account.create('r4', { name: 'r4' });
  expect(outcome).toMatchObject({ status: 'failed', left: 'undone', problems: [{ code: 'quota' }] });
  expect(await listAccount(eden.account)).toEqual(whole);
  for (const name of ['r1', 'r2', 'r3']) await eden.account.delete('tidy', name);
  expect(await listAccount(eden.account)).toEqual(before);
});

it.each([
  ['no JSON', '{"environments": [', /is no JSON/],
  ['another shape', '{"environments": {}}', /is not of the shape \{"environments": \[\.\.\.\]\}/],
  ['an entry without name', '{"environments": [{"env": "dev"}]}', /has an entry without a name: environments\[0\]/],
])('an Environments JSON that is %s is an error that leaves it untouched', async (_what, text, message) => {
  const at = { Bucket: eden.account.seeded.bucket, Key: 'odd.json' };
  await s3().send(new PutObjectCommand({ ...at, Body: text }));
  const outcome = await eden.account.create('odd', { fields: { endpoint_s3_key: 'odd.json' } });
  expect(outcome).toMatchObject({ left: 'untouched', problems: [{ message: expect.stringMatching(message) }] });
  const { Body } = await s3().send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toBe(text);
  expect(await listAccount(eden.account)).toEqual(before);
});

it('a missing Environments JSON is created', async () => {
  const at = { Bucket: eden.account.seeded.bucket, Key: 'new.json' };
  const fields = { endpoint_s3_key: 'new.json' };
  expect((await eden.account.create('new', { fields })).status).toBe('created');
  const { Body } = await s3().send(new GetObjectCommand(at));
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual({
    environments: [{ env: 'dev', name: 'dev-dynamic-foo', api_endpoint: 'api-foo.dev.example.com' }],
  });
  const moved = await eden.account.create('moved');
  expect(moved).toMatchObject({ left: 'untouched', problems: [{ code: 'profile_changed', field: 'endpoint_s3_key' }] });
  expect((await eden.account.delete('end')).status).toBe('deleted');
  await s3().send(new DeleteObjectCommand(at));
  expect(await listAccount(eden.account)).toEqual(before);
});
