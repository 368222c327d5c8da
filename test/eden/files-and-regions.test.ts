import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Cli, openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { createTableOf015, putItem } from './old-eden.ts';
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

function argsOf(name: string): string[] {
  if (name === 'push') return ['config', 'push'];
  return name === 'delete' ? ['delete', '--name', 'foo'] : [name, 'foo'];
}

it.each(['create', 'push', 'delete', 'show', 'unlock', 'adopt'])(
  '%s with a profile of another Region is refused before any call',
  async (name) => {
    const arn = (eden.account.seeded.fields['master_alb_arn'] ?? '').replace(region, 'eu-west-1');
    const cli = open(iniOf({ master_alb_arn: arn }));
    const before = eden.strict.calls('cli').length;
    const said = name === 'create' ? await create(cli) : await cli.eden(...argsOf(name), '-p', 'api');
    const message = `error: The AWS Region is ${region}, and the profile has ${arn}; set AWS_REGION. Nothing was changed.`;
    expect(said).toEqual({ code: 2, out: [], err: [message] });
    expect(eden.strict.calls('cli')).toHaveLength(before);
  },
);

it('an import of profiles of another Region makes no table', async () => {
  await createTableOf015(eden.account, 'eden-old');
  const arn = (eden.account.seeded.fields['master_alb_arn'] ?? '').replace(region, 'eu-west-1');
  const profile = JSON.stringify({ ...eden.account.seeded.fields, master_alb_arn: arn });
  await putItem(eden.account, 'eden-old', { env_name: '_profile_api', profile });
  const args = ['config', 'import', '--from-table', 'eden-old', '--remote-table-name', 'eden-new'];
  const message = `error: The AWS Region is ${region}, and the profile has ${arn}; set AWS_REGION. Nothing was changed.`;
  expect(await open(iniOf()).eden(...args)).toEqual({ code: 2, out: [], err: [message] });
  expect(await open(iniOf()).eden('ls', '--remote-table-name', 'eden-new')).toMatchObject({
    code: 0,
    err: [`DynamoDB table eden-new does not exist in Region ${region}.`],
  });
  expect(eden.strict.calls('cli').filter(({ action }) => action === 'CreateTable')).toEqual([]);
});

describe('a configuration file as Python’s configparser reads it', () => {
  it('a byte order mark: refused by every command, and no command changes the file', async () => {
    const text = `\uFEFF${iniOf()}`;
    const cli = open(text);
    const message = expect.stringMatching(/byte order mark: save it without one/);
    expect(await cli.eden('config', 'check')).toMatchObject({ code: 1, out: [message, 'Found 1 error'] });
    expect(await create(cli)).toMatchObject({ code: 2, out: [], err: [message] });
    expect(await cli.eden('config', 'setup', '-p', 'api', '--cpu', '256')).toMatchObject({ code: 2, err: [message] });
    await open(iniOf()).eden('config', 'push', '-p', 'api');
    expect(await cli.eden('config', 'pull', '-p', 'api')).toMatchObject({ code: 2, err: [message] });
    expect(cli.files.get(path)).toBe(text);
    await cli.eden('config', 'remote-rm', '-p', 'api');
  });

  it.each(['\u0085', '\u2028'])(
    '%j ends no line: it is a part of the value, and spaces at its ends are dropped',
    async (mark) => {
      const cli = open(`${iniOf()}log_stream_prefix =${mark}a${mark}b${mark}\n`);
      expect(await cli.eden('config', 'check')).toMatchObject({ code: 0 });
      await cli.eden('config', 'push', '-p', 'api');
      await cli.eden('config', 'pull', '-p', 'api', '-c', '/tmp/pulled');
      expect(cli.files.get('/tmp/pulled')).toContain(`log_stream_prefix = a${mark}b\n`);
      await cli.eden('config', 'remote-rm', '-p', 'api');
    },
  );
});

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

it('an empty path, and a life beside --pin, are wrong usage', async () => {
  const cli = open(iniOf());
  expect(await cli.eden('config', 'setup', '-c', '', '-p', 'api', '--cpu', '256')).toMatchObject({ code: 2, out: [] });
  const pinned = await cli.eden('create', '-p', 'api', '--name', 'a', '--image-uri', 'x', '--ttl', '3d', '--pin');
  expect(pinned).toMatchObject({ code: 2, out: [], err: [expect.stringContaining('--pin')] });
});

it('a file without a profile is an error of config check', async () => {
  const message = `Configuration file ${path} has no profile; eden config setup makes one.`;
  expect(await open('# nothing\n').eden('config', 'check')).toEqual({
    code: 1,
    out: [message, 'Found 1 error'],
    err: [],
  });
});

it('variables that the file would lose are refused, and their values are not printed', async () => {
  const cli = open(iniOf());
  const said = await cli.eden('config', 'setup', '-p', 'api', '--environment', 'TOKEN=secret\n#B=2');
  expect(said).toMatchObject({ code: 2, out: [], err: [expect.stringContaining('environment must be NAME=value')] });
  expect(said.err.join()).not.toContain('secret');
  expect(cli.files.get(path)).toBe(iniOf());
});

it('--json: standard output is one JSON value', async () => {
  const cli = open(iniOf());
  const said = async (...args: string[]) => {
    const { code, out } = await cli.eden(...args, '-p', 'api', '--json');
    return { code, out: out.map((line) => JSON.parse(line)) };
  };
  const named = { profile: 'api', table: 'eden' };
  expect(await said('name', 'Feature/A')).toEqual({ code: 0, out: [{ name: 'feature-a' }] });
  expect(await said('config', 'check')).toEqual({ code: 0, out: [{ errors: [] }] });
  expect(await said('config', 'push')).toEqual({ code: 0, out: [{ status: 'pushed', ...named }] });
  expect(await said('config', 'pull')).toEqual({ code: 0, out: [{ status: 'pulled', ...named }] });
  expect(await said('config', 'remote-rm')).toEqual({ code: 0, out: [{ status: 'removed', ...named }] });
  expect(await said('config', 'remote-rm')).toEqual({ code: 0, out: [{ status: 'absent', ...named }] });
  const set = { status: 'set', profile: 'api', keys: ['desired_count'] };
  expect(await said('config', 'setup', '--desired-count', 'keep')).toEqual({ code: 0, out: [set] });
  await create(cli);
  expect(await said('unlock', 'foo')).toEqual({ code: 0, out: [{ status: 'not_held', name: 'dev-dynamic-foo' }] });
  expect((await said('delete', '--name', 'foo')).out).toMatchObject([{ status: 'deleted' }]);
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
