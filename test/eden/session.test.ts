import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Seeded, seedAccount, strictCredentials } from '../../local/strict-aws/seed.ts';
import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { type Cli, openCli } from './cli-world.ts';
import { region, startWorld } from './world.ts';

jest.setTimeout(600_000);

const account = '700000000001';
let strict: StrictAws;
let seeded: Seeded;
let cli: Cli;

beforeAll(async () => {
  strict = await startWorld();
  seeded = await seedAccount({ url: strict.url, account, region });
  cli = openCli(strict, account, { GITHUB_OUTPUT: '/github/output' });
});

afterAll(() => strict.stop());

function image(): string {
  return seeded.images[0] ?? '';
}
async function environments(): Promise<readonly Record<string, string>[]> {
  const options = {
    endpoint: strict.url,
    region,
    credentials: strictCredentials(account, 'test'),
    forcePathStyle: true,
  };
  const { Body } = await new S3Client(options).send(
    new GetObjectCommand({ Bucket: seeded.bucket, Key: 'endpoints.json' }),
  );
  return JSON.parse((await Body?.transformToString()) ?? '').environments;
}

/** The example of the older documentation: its key names, written key by key. */
const oldNames: Readonly<Record<string, string>> = {
  endpoint_s3_bucket_name: 'config_bucket_name',
  endpoint_s3_key: 'config_bucket_key',
  endpoint_update_key: 'config_update_key',
  endpoint_env_type: 'config_env_type',
  endpoint_name_prefix: 'config_name_prefix',
};

it('config setup writes a profile, by older names and by today’s', async () => {
  for (const [key, value] of Object.entries(seeded.fields)) {
    const flag = `--${(oldNames[key] ?? key).replaceAll('_', '-')}`;
    expect(await cli.eden('config', 'setup', '-p', 'api', flag, value)).toMatchObject({ code: 0, err: [] });
  }
  const text = cli.files.get('/home/nana/.eden/config') ?? '';
  expect(text).toMatch(/^\[api\]\nconfig_bucket_name = /);
  expect(text.match(/^config_/gm)).toHaveLength(5);
  expect((await cli.eden('config', 'setup')).code).toBe(2);
});

it('config check finds no errors, or lists each', async () => {
  expect(await cli.eden('config', 'check')).toEqual({ code: 0, out: ['No errors found'], err: [] });
  expect(await cli.eden('config', 'check', '-p', 'api')).toEqual({ code: 0, out: ['No errors found'], err: [] });
  const wrong = 'Profile broken: desired_count must be a whole number, keep or reference, not "many".';
  const setup = await cli.eden('config', 'setup', '-p', 'broken', '--desired-count', 'many', '--cpu', '256');
  expect(setup).toEqual({ code: 2, out: [], err: [`error: ${wrong}`] });
  const path = '/home/nana/.eden/config';
  const whole = cli.files.get(path) ?? '';
  cli.files.set(path, `${whole}\n[broken]\ndesired_count = many\n`);
  const { code, out } = await cli.eden('config', 'check');
  expect(code).toBe(1);
  expect(out).toContain(wrong);
  expect(out).toContain('Profile broken: target_cluster is missing.');
  expect(out.at(-1)).toBe('Found 12 errors');
  cli.files.set(path, whole);
});

it('ls before anything was made', async () => {
  const missing = 'DynamoDB table eden does not exist in Region us-east-1.';
  expect(await cli.eden('ls')).toEqual({ code: 0, out: ['No environments available'], err: [missing] });
});

it('config push, again, ls, pull', async () => {
  expect(await cli.eden('config', 'push', '-p', 'api')).toEqual({
    code: 0,
    out: ['Waiting for table creation...', 'Successfully pushed profile api to DynamoDB table eden'],
    err: ['Rights were not compared: no role of a deployed API was found (no stage has this table).'],
  });
  expect((await cli.eden('config', 'push', '-p', 'api')).out).toEqual([
    'Successfully pushed profile api to DynamoDB table eden',
  ]);
  expect((await cli.eden('config', 'ls')).out).toEqual(['api']);
  expect((await cli.eden('config', 'pull', '-p', 'api', '-c', '/tmp/pulled')).code).toBe(0);
  expect(cli.files.get('/tmp/pulled')).toContain(`endpoint_s3_bucket_name = ${seeded.bucket}\n`);
  expect((await cli.eden('config', 'check', '-c', '/tmp/pulled')).out).toEqual(['No errors found']);
});

function inOrder(steps: readonly RegExp[], lines: readonly string[]): void {
  const places = steps.map((step) => lines.findIndex((line) => step.test(line)));
  expect(steps.filter((_, at) => (places[at] ?? -1) < 0)).toEqual([]);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
}

it('create tells the steps in order', async () => {
  const { code, out, err } = await cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image());
  expect({ code, err }).toEqual({ code: 0, err: [] });
  inOrder(
    [
      /^Checking if image .*servicename-api-dev:latest exists$/,
      /^Image exists$/,
      /^Retrieved reference service arn:.*service\/prod\/dev01-api$/,
      /^Retrieved reference task definition from arn:.*:task-definition\/dev01-api:1$/,
      /^Registered new task definition: arn:.*:task-definition\/dev-dynamic-foo:1$/,
      /^Retrieved reference target group: arn:.*targetgroup\/dev01-api\//,
      /^Existing target group dev-dynamic-foo not found, will create new$/,
      /^Created target group arn:.*targetgroup\/dev-dynamic-foo\//,
      /^ELBv2 listener rule for target group arn:.* and host api-foo.dev.example.com does not exist, will create new listener rule$/,
      /^ECS Service dev-dynamic-foo does not exist, will create new service$/,
      /^Checking if record api-foo.dev.example.com. exists in zone \w+$/,
      /^Successfully created ALIAS: api-foo.dev.example.com -> dev-alb-common-.*elb.amazonaws.com$/,
      /^Updating config file s3:\/\/servicename-config-.*\/endpoints.json, environment dev-dynamic-foo: api_endpoint -> api-foo.dev.example.com$/,
      /^Existing environment not found, adding new$/,
      /^Successfully updated config file$/,
      /^Successfully finished creating environment dev-dynamic-foo$/,
    ],
    out,
  );
});

it('every day: ls --wide, open, diff, logs, wait', async () => {
  const at = ['foo', '-p', 'api'];
  const wide = await cli.eden('ls', '--wide');
  expect(wide.out.map((line) => line.split(/ {2,}/))).toEqual([
    ['PROFILE', 'NAME', 'STATE', 'IMAGE', 'DEPLOYED', 'EXPIRES', 'HOST'],
    ['api', 'foo', 'ready', 'latest', expect.stringMatching(/ago$/), 'never', 'api-foo.dev.example.com'],
  ]);
  expect(await cli.eden('open', ...at, '--print')).toEqual({
    code: 0,
    out: ['https://api-foo.dev.example.com'],
    err: [],
  });
  expect(await cli.eden('diff', ...at)).toMatchObject({ code: 0, err: [] });
  expect(await cli.eden('logs', ...at)).toEqual({
    code: 0,
    out: [],
    err: ['No task of service dev-dynamic-foo runs or has stopped within the last hour.'],
  });
  const waited = await cli.eden('wait', ...at, '--wait-timeout', '1m');
  expect(waited).toEqual({
    code: 1,
    out: ['Waiting until service dev-dynamic-foo is steady'],
    err: [
      'error: Service dev-dynamic-foo was not steady after 60 s.',
      'error: Tasks: 0 of 1 run, 1 are pending.',
      'error: Deployment PRIMARY of dev-dynamic-foo:1: IN_PROGRESS.',
      'error: Targets: none is registered.',
    ],
  });
});

it('ls, show, name, and a redeploy with a life', async () => {
  const { out } = await cli.eden('ls');
  expect(out[0]).toBe('Profile api:');
  expect(out[1]).toMatch(
    /^dev-dynamic-foo api-foo.dev.example.com \(last updated: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.000Z\)$/,
  );
  expect((await cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image(), '--ttl', '72h')).code).toBe(0);
  expect((await cli.eden('ls')).out[1]).toMatch(/\(expires: .*Z\)$/);
  const shown = await cli.eden('show', 'foo', '-p', 'api');
  expect(shown.out).toEqual(expect.arrayContaining(['held by: no run', expect.stringMatching(/^ {2}service: made/)]));
  expect((await cli.eden('unlock', 'foo', '-p', 'api')).out).toEqual(['No run held dev-dynamic-foo']);
  expect((await cli.eden('name', 'Feature/A very long branch name', '-p', 'api')).out[0]).toMatch(
    /^feature-a-ver-[0-9a-f]{6}$/,
  );
});

it('three profiles make one entry with three endpoints, and the last delete removes it', async () => {
  for (const other of ['admin', 'frontend']) {
    await cli.eden('config', 'pull', '-p', 'api', '-c', `/tmp/${other}`);
    const text = (cli.files.get(`/tmp/${other}`) ?? '').replace('[api]', `[${other}]`);
    cli.files.set(`/tmp/${other}`, text);
    const own = [
      '--name-prefix',
      `dev-${other}`,
      '--domain-name-prefix',
      other,
      '--endpoint-update-key',
      `${other}_endpoint`,
    ];
    const made = await cli.eden(
      'create',
      '-p',
      other,
      '-c',
      `/tmp/${other}`,
      '--name',
      'foo',
      '--image-uri',
      image(),
      ...own,
    );
    expect(made.out).toContain('Existing environment found, updating in-place');
  }
  expect(await environments()).toContainEqual({
    env: 'dev',
    name: 'dev-dynamic-foo',
    api_endpoint: 'api-foo.dev.example.com',
    admin_endpoint: 'admin-foo.dev.example.com',
    frontend_endpoint: 'frontend-foo.dev.example.com',
  });
  expect((await cli.eden('ls')).out.filter((line) => line.startsWith('Profile'))).toHaveLength(3);
  for (const other of ['admin', 'frontend']) {
    const own = [
      '--name-prefix',
      `dev-${other}`,
      '--domain-name-prefix',
      other,
      '--endpoint-update-key',
      `${other}_endpoint`,
    ];
    const gone = await cli.eden('delete', '-p', other, '-c', `/tmp/${other}`, '--name', 'foo', ...own);
    expect(gone.out).toContain('Existing environment found, updating in-place');
  }
});

it('a live environment keeps its profile in the table', async () => {
  expect((await cli.eden('config', 'remote-rm', '-p', 'api')).code).toBe(1);
  const moved = await cli.eden('config', 'push', '-p', 'api', '--target-cluster', 'other');
  expect(moved).toMatchObject({ code: 1, err: [expect.stringContaining('dev-dynamic-foo')] });
});

it('delete tells the steps in reverse', async () => {
  const { code, out } = await cli.eden('delete', '-p', 'api', '--name', 'foo');
  expect(code).toBe(0);
  inOrder(
    [
      /^Updating config file s3:.*, delete environment dev-dynamic-foo: api_endpoint -> api-foo.dev.example.com$/,
      /^Existing environment found, and the only optional key is api_endpoint, deleting environment$/,
      /^Successfully updated config file$/,
      /^Found existing record api-foo.dev.example.com. in zone/,
      /^Successfully removed ALIAS record api-foo.dev.example.com$/,
      /^ECS Service dev-dynamic-foo exists, will delete$/,
      /^Successfully deleted service dev-dynamic-foo from cluster dev$/,
      /^ELBv2 listener rule for target group .* and host api-foo.dev.example.com found, will delete$/,
      /^Deleted target group arn:/,
      /^Deleted all task definitions for family: dev-dynamic-foo, 2 tasks deleted total$/,
      /^Successfully finished deleting environment dev-dynamic-foo$/,
    ],
    out,
  );
  expect((await environments()).map(({ name }) => name)).toEqual(['dev']);
  expect((await cli.eden('ls')).out).toEqual(['No environments available']);
  const again = await cli.eden('delete', '-p', 'api', '--name', 'foo');
  expect(again).toMatchObject({ code: 0, out: [expect.stringMatching(/nothing to delete$/)] });
});

it('config remote-rm', async () => {
  expect((await cli.eden('config', 'remote-rm', '-p', 'api')).out).toEqual([
    'Successfully removed profile api from DynamoDB table eden',
  ]);
  expect((await cli.eden('config', 'ls')).out).toEqual(['No profiles available']);
});

it('results for programs', async () => {
  const made = await cli.eden('create', '-p', 'api', '--name', 'bar', '--image-uri', image(), '--json');
  expect(JSON.parse(made.out[0] ?? '')).toMatchObject({ status: 'created', host: 'api-bar.dev.example.com' });
  expect(made.err).toContain('Image exists');
  const gone = await cli.eden('delete', '-p', 'api', '--name', 'bar', '--output', 'github', '-v');
  expect(gone.err).toContainEqual(expect.stringMatching(/^deleteRule \d+ ms$/));
  expect(cli.files.get('/github/output')).toContain('status=deleted\n');
});

it.each([
  [['create', '-p', 'api'], /required option '--name/],
  [['nonsense'], /unknown command/],
  [['create', '-p', 'nobody', '--name', 'x', '--image-uri', 'y'], /Profile nobody is not in/],
  [['create', '-p', 'api', '--name', '!!!', '--image-uri', 'nginx', '--ttl', 'soon'], /has no letter or digit/],
])('wrong usage ends with 2: %j', async (args, message) => {
  const { code, err } = await cli.eden(...args);
  expect(code).toBe(2);
  expect(err.join('\n')).toMatch(message);
});
