import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Cli, openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000012';
const eden = useEden(accountId);
const path = '/home/nana/.eden/config';

function iniOf(changes: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries({ ...eden.account.seeded.fields, ...changes });
  return `[api]\n${fields.map(([key, value]) => `${key} = ${value}`).join('\n')}\n`;
}

function open(text: string): Cli {
  const cli = openCli(eden.strict, accountId);
  cli.files.set(path, text);
  return cli;
}

function create(cli: Cli) {
  return cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', eden.account.seeded.images[0] ?? '');
}

it.each(['create', 'push', 'delete'])(
  '%s with a profile of another Region is refused before any call',
  async (name) => {
    const arn = (eden.account.seeded.fields['master_alb_arn'] ?? '').replace(region, 'eu-west-1');
    const cli = open(iniOf({ master_alb_arn: arn }));
    const before = eden.strict.calls('cli').length;
    const said =
      name === 'create'
        ? await create(cli)
        : await cli.eden(...(name === 'push' ? ['config', 'push'] : ['delete', '--name', 'foo']), '-p', 'api');
    const message = `error: The AWS Region is ${region}, and the profile has ${arn}; set AWS_REGION. Nothing was changed.`;
    expect(said).toEqual({ code: 2, out: [], err: [message] });
    expect(eden.strict.calls('cli')).toHaveLength(before);
  },
);

it('a bucket in another Region is followed', async () => {
  const options = {
    endpoint: eden.strict.url,
    credentials: strictCredentials(accountId, 'seed'),
    forcePathStyle: true,
  };
  const s3 = new S3Client({ ...options, region: 'eu-west-1' });
  await s3.send(
    new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  const at = { Bucket: 'far-away', Key: 'endpoints.json' };
  await s3.send(new PutObjectCommand({ ...at, Body: '{"environments": []}', Tagging: 'cost=shared' }));
  const cli = open(iniOf({ endpoint_s3_bucket_name: 'far-away' }));
  expect((await create(cli)).code).toBe(0);
  const { Body } = await s3.send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toContain('api-foo.dev.example.com');
  expect(eden.strict.calls('cli').some(({ status }) => status === 301)).toBe(true);
  expect((await cli.eden('delete', '-p', 'api', '--name', 'foo')).code).toBe(0);
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it.each(['', ' ', 'DEFAULT', 'a]b'])('-p %j is wrong usage and changes no file', async (profile) => {
  const cli = open(iniOf());
  expect(await cli.eden('config', 'setup', '-p', profile, '--cpu', '256')).toMatchObject({ code: 2, out: [] });
  expect(cli.files.get(path)).toBe(iniOf());
});

it('config setup does not print values of environment', async () => {
  const cli = open(iniOf());
  const { out } = await cli.eden('config', 'setup', '-p', 'api', '--environment', 'TOKEN=secret,URL=x');
  expect(out).toEqual(['Setting environment to TOKEN, URL (values not shown) in profile api']);
});

it('--output json is wrong usage', async () => {
  const args = ['delete', '-p', 'api', '--name', 'foo', '--output', 'json'];
  expect(await open(iniOf()).eden(...args)).toMatchObject({
    code: 2,
    out: [],
    err: [expect.stringContaining('github')],
  });
});

it('ls -p lists one profile, ls all; show says what a run that died at once has left', async () => {
  const cli = open(`${iniOf()}\n${iniOf({ name_prefix: 'web' }).replace('[api]', '[web]')}`);
  await eden.account.create('first', { name: 'foo' });
  await eden.account.create('first', {
    name: 'B.c',
    profileName: 'web',
    fields: { name_prefix: 'web', domain_name_prefix: 'web', endpoint_name_prefix: 'web' },
  });
  expect((await cli.eden('ls')).out).toHaveLength(5);
  const { out } = await cli.eden('ls', '-p', 'web');
  expect(out).toEqual(['Profile web:', expect.stringMatching(/^web-b-c .* \(name: B\.c\)$/)]);
  await cli.eden('delete', '-p', 'web', '--name', 'B.c');
  await eden.account.delete('delete');
  const lease = { runId: 'r', holder: 'cli x', nowMs: 0, untilMs: 1, mayCreate: true };
  await eden.account
    .aws('first')
    .takeItem({ type: 'api', name: 'dev-dynamic-foo' }, lease, { set: { kind: 'environment' } });
  expect((await cli.eden('show', 'foo', '-p', 'api')).out[0]).toBe(
    'dev-dynamic-foo - [a run took the lease and wrote nothing yet]',
  );
  await eden.account.repair('repair');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});
