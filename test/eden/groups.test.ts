import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Shell } from '../../cli/eden/shell.ts';
import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { sampleOf } from '../exhaustive.ts';
import { type Cli, openCli, type Said } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000042';
const PROFILES = ['admin', 'api', 'web'] as const;
const FILE = '/home/nana/.eden/config';
const eden = useEden(accountId);
/** Runs that wait for each other sleep side by side: their time is the machine's. */
const clock = { now: Date.now, sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, Math.min(ms, 5))) };
let cli: Cli;

/** Three profiles of the group web, each with the hosts of the others. */
function ini(changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): string {
  return PROFILES.map((profile) => {
    const others = PROFILES.filter((one) => one !== profile);
    const fields = {
      ...eden.account.seeded.fields,
      name_prefix: `dev-${profile}`,
      domain_name_prefix: profile,
      endpoint_update_key: `${profile}_endpoint`,
      groups: 'web, everything',
      environment: others.map((other) => `${other.toUpperCase()}_URL=https://{{host:${other}}}`).join(','),
      ...changes[profile],
    };
    return `[${profile}]\n${Object.entries(fields)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join('')}`;
  }).join('\n');
}

function open(client = 'cli', more: Partial<Shell> = {}): Cli {
  const opened = openCli(eden.strict, accountId, { GITHUB_OUTPUT: '/github/output' }, [], client, { clock, ...more });
  opened.files.set(FILE, ini());
  return opened;
}

beforeAll(() => {
  cli = open();
});

afterEach(async () => {
  cli.interruptAt(undefined);
  cli.files.set(FILE, ini());
  expect(await remove()).toMatchObject({ code: 0 });
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

function create(...more: string[]): Promise<Said> {
  const given = more.some((flag) => flag === '--image-uri') ? [] : ['--image-uri', image(0)];
  return cli.eden('create', '--group', 'web', '--name', 'foo', ...given, ...more);
}

function remove(...more: string[]): Promise<Said> {
  return cli.eden('delete', '--group', 'web', '--name', 'foo', ...more);
}

function image(index: 0 | 1): string {
  return eden.account.seeded.images[index] ?? '';
}

async function items(): Promise<readonly (readonly unknown[])[]> {
  const listed = await listAccount(eden.account);
  return listed.items.map(({ type, status, lease_until: lease }) => [type, status, lease]);
}

async function environmentOf(profile: string): Promise<Readonly<Record<string, string>>> {
  const ecs = new ECSClient({ endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'test') });
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: `dev-${profile}-foo` }),
  );
  const container = taskDefinition?.containerDefinitions?.find(({ name }) => name === 'api');
  return Object.fromEntries((container?.environment ?? []).map(({ name = '', value = '' }) => [name, value]));
}

const READY = PROFILES.map((profile) => [profile, 'ready', undefined]);

it('three profiles are made and removed as one, each with the hosts of the others', async () => {
  const made = await create('--json');
  expect(made.code).toBe(0);
  expect(JSON.parse(made.out[0] ?? '')).toMatchObject({
    status: 'created',
    group: 'web',
    name: 'foo',
    members: PROFILES.map((profile) => ({ profile, status: 'created', url: `https://${profile}-foo.dev.example.com` })),
    unchanged: [],
  });
  expect(made.err).toContain('web: Successfully finished creating environment dev-web-foo');
  expect(await items()).toEqual(READY);
  expect(await environmentOf('web')).toEqual({
    STAGE: 'dev',
    ADMIN_URL: 'https://admin-foo.dev.example.com',
    API_URL: 'https://api-foo.dev.example.com',
  });
  expect(await environmentOf('api')).toMatchObject({ WEB_URL: 'https://web-foo.dev.example.com' });
  expect((await cli.eden('ls', '--wide')).out).toHaveLength(4);
  const removed = await remove('--json');
  expect(JSON.parse(removed.out[0] ?? '')).toMatchObject({ status: 'deleted', group: 'web' });
  expect((await remove()).out).toEqual(['No environment foo of group web is in DynamoDB table eden']);
});

it('the third cannot be made: nothing is left, and its problem is told', async () => {
  cli.files.set(FILE, ini({ web: { reference_service_arn: `arn:aws:ecs:${region}:${accountId}:service/prod/none` } }));
  expect(await create()).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/^error: web: Reference service .* does not exist\.$/), 'Nothing was changed.'],
  });
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

function createAs(client: string, more: Partial<Shell> = {}): Promise<Said> {
  return open(client, more).eden('create', '--group', 'web', '--name', 'foo', '--image-uri', image(0));
}

it('AWS refuses any change of any of the three: what was made of all is taken back', async () => {
  await createAs('counting');
  const changes = eden.strict.calls('counting').filter(({ isMutating }) => isMutating);
  expect(changes.at(-1)?.action).toBe('TransactWriteItems');
  await remove();
  for (const at of sampleOf([...changes.keys()].slice(0, -3), 4)) {
    const client = `denied-${at}`;
    eden.strict.faults.set(client, { kind: 'deny', at, of: 'mutating' });
    const { code } = await createAs(client);
    expect([code, eden.strict.faults.happened(client)]).toEqual([1, true]);
    expect(await listAccount(eden.account)).toEqual(eden.before);
  }
});

/** Ports whose transaction meets a fault. */
function failingWith(client: string, kind: FaultKind): Partial<Shell> {
  const options = {
    endpoint: eden.strict.url,
    region,
    credentials: strictCredentials(accountId, client),
    maxAttempts: 1,
  };
  const aws = createEdenAws('eden', options, 120_000);
  const writeItems: EdenAws['writeItems'] = (writes) => {
    eden.strict.faults.set(client, { kind, at: 0, of: 'mutating' });
    return aws.writeItems(writes);
  };
  return { createAws: () => ({ ...aws, writeItems }) };
}

it.each<[kind: FaultKind, states: readonly string[]]>([
  ['deny', []],
  ['die_before', ['creating', 'creating', 'creating']],
  ['die_after', ['ready', 'ready', 'ready']],
])('the transaction fails (%s): all are %j', async (kind, states) => {
  expect((await createAs(`last-${kind}`, failingWith(`last-${kind}`, kind))).code).toBe(1);
  expect(eden.strict.faults.happened(`last-${kind}`)).toBe(true);
  expect((await items()).map(([, status]) => status)).toEqual(states);
  if (kind === 'deny') expect(await listAccount(eden.account)).toEqual(eden.before);
  for (const profile of states.length > 0 ? PROFILES : []) await cli.eden('unlock', 'foo', '-p', profile);
});

it('only a new image is deployed; without one for what does not exist yet, nothing is', async () => {
  const missing = await create('--image-uri', `api=${image(0)}`);
  expect(missing).toMatchObject({
    code: 2,
    err: [expect.stringMatching(/^error: admin, web: there is no environment foo/)],
  });
  await create();
  const next = await create('--image-uri', `api=${image(1)}`, '--json');
  expect(JSON.parse(next.out[0] ?? '')).toMatchObject({
    status: 'updated',
    members: [{ profile: 'api', status: 'updated', image: image(1) }],
    unchanged: ['admin', 'web'],
  });
  await create('--output', 'github');
  const written = cli.files.get('/github/output') ?? '';
  expect(written).toContain('status=updated\n');
  expect(written).toContain('web_url=https://web-foo.dev.example.com\n');
});

it.each([
  [['create', '--group', 'web', '-p', 'api', '--name', 'x', '--image-uri', 'y'], /cannot be used with option '-p/],
  [['create', '--group', 'nosuch', '--name', 'x', '--image-uri', 'y'], /No profile of .* has groups = nosuch/],
  [['create', '--group', 'web', '--name', 'x', '--image-uri', 'other=y'], /--image-uri names other, not in group web/],
  [['create', '-p', 'api', '--name', 'x', '--image-uri', 'api=y'], /PROFILE=URI is for a group/],
  [
    ['create', '--group', 'web', '--name', '!!', '--image-uri', 'y'],
    /admin: Name "!!" has no [a-z]+ or digit[\s\S]*web: Name/,
  ],
])('wrong usage ends with 2: %j', async (args, message) => {
  const { code, err } = await cli.eden(...args);
  expect(code).toBe(2);
  expect(err.join('\n')).toMatch(message);
});

const LINES = [
  /^admin: Checking if image/,
  /^api: Registered new task definition/,
  /^web: Created target group/,
  /^web: .* will create new service$/,
  /^admin: Successfully updated config file/,
];

it.each(sampleOf(LINES, 2))('Ctrl-C at %s: all are made, or none is, without a lease', async (line) => {
  cli.interruptAt(line);
  const { code } = await create();
  cli.interruptAt(undefined);
  if (code === 0) expect(await items()).toEqual(READY);
  else expect(await listAccount(eden.account)).toEqual(eden.before);
});
