import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { type Cli, openCli, type Said } from './cli-world.ts';
import { type Listing, listAccount } from './listing.ts';
import { makeWakingGroup } from './sleep-world.ts';
import { useEden } from './use-eden.ts';

jest.setTimeout(300_000);

const accountId = '900000000043';
const PROFILES = ['admin', 'api', 'web'] as const;
const eden = useEden(accountId, { healthyAfterMs: 0 });
/** Runs that wait for each other sleep side by side: their time is the machine's. */
const clock = { now: Date.now, sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, Math.min(ms, 5))) };
let awake: Listing;

function open(client = 'cli'): Cli {
  const cli = openCli(eden.strict, accountId, {}, [], client, { clock });
  const sections = PROFILES.map((profile) => {
    const own = { name_prefix: `dev-${profile}`, domain_name_prefix: profile, groups: 'web' };
    const fields = { ...eden.account.seeded.fields, ...own, endpoint_update_key: `${profile}_endpoint` };
    return [`[${profile}]`, ...Object.entries(fields).map(([key, value]) => `${key} = ${value}`)].join('\n');
  });
  cli.files.set('/home/nana/.eden/config', sections.join('\n'));
  return cli;
}

function ask(command: string, ...more: string[]): Promise<Said> {
  return open().eden(command, 'foo', '--group', 'web', ...more);
}

/** Sleep, desired count and lease of each environment. */
async function states(): Promise<readonly unknown[]> {
  const [listed, aws] = [await listAccount(eden.account), eden.account.aws('next')];
  return await Promise.all(
    listed.items.map(async ({ name, lease_until: lease, ...item }) => {
      const service = await aws.describeService({ cluster: 'dev', service: name });
      return [sleepOf(item)?.state, service?.desiredCount, lease];
    }),
  );
}

const ASLEEP = PROFILES.map(() => ['asleep', 0, undefined]);
const AWAKE = PROFILES.map(() => [undefined, 1, undefined]);

beforeAll(async () => {
  await makeWakingGroup(eden.account);
  const image = eden.account.seeded.images[0] ?? '';
  expect(await open().eden('create', '--group', 'web', '--name', 'foo', '--image-uri', image)).toMatchObject({
    code: 0,
  });
  awake = await listAccount(eden.account);
});

function crashes(): Map<string, string> {
  return eden.strict.stateOf({ account: accountId, region: 'us-east-1' }).crashes;
}

afterEach(async () => {
  crashes().clear();
  expect(await ask('wake')).toMatchObject({ code: 0 });
  expect(await states()).toEqual(AWAKE);
  expect({ ...(await listAccount(eden.account)), items: [] }).toEqual({ ...awake, items: [] });
});

it('eden sleep and wake with --group', async () => {
  const slept = await ask('sleep', '--json');
  expect(slept.err).toContain('web: Environment dev-web-foo is asleep');
  expect(JSON.parse(slept.out[0] ?? '')).toMatchObject({
    status: 'asleep',
    group: 'web',
    name: 'foo',
    members: PROFILES.map((profile) => ({ profile, status: 'asleep' })),
  });
  expect(await states()).toEqual(ASLEEP);
  expect(await ask('sleep')).toMatchObject({
    code: 0,
    out: PROFILES.map((profile) => `${profile}: nothing to do, it is asleep or runs no task`),
  });
  const woken = await ask('wake', '--json');
  expect(woken.code).toBe(0);
  expect(JSON.parse(woken.out[0] ?? '')).toMatchObject({ status: 'awake', group: 'web' });
  expect((await ask('wake')).out).toEqual(PROFILES.map((profile) => `${profile}: awake already`));
});

it('one that never becomes healthy: the others are awake, and the reasons are told', async () => {
  await ask('sleep');
  crashes().set('dev/dev-api-foo', 'OutOfMemoryError');
  expect(await ask('wake', '--wait-timeout', '8s')).toMatchObject({
    code: 1,
    err: ['error: api: Environment dev-api-foo has no healthy target yet.'],
  });
});

it.each<[kind: FaultKind, expected: readonly unknown[]]>([
  ['deny', AWAKE],
  ['die_after', ASLEEP],
])('the transaction fails (%s): all of them are the same', async (kind, expected) => {
  const client = `last-${kind}`;
  const counting = open(`counting-${kind}`);
  await counting.eden('sleep', 'foo', '--group', 'web');
  const changes = eden.strict.calls(`counting-${kind}`).filter(({ isMutating }) => isMutating);
  expect(changes.at(-1)?.action).toBe('TransactWriteItems');
  await ask('wake');
  eden.strict.faults.set(client, { kind, at: changes.length - 1, of: 'mutating' });
  expect(await open(client).eden('sleep', 'foo', '--group', 'web')).toMatchObject({ code: 1 });
  expect(eden.strict.faults.happened(client)).toBe(true);
  expect(await states()).toEqual(expected);
});

it.each([/^api: Rule of/, /^web: ECS Service/])(
  'Ctrl-C at %s: all are asleep, or all awake, without a lease',
  async (line) => {
    const cli = open();
    cli.interruptAt(line);
    const { code } = await cli.eden('sleep', 'foo', '--group', 'web');
    expect(await states()).toEqual(code === 0 ? ASLEEP : AWAKE);
  },
);

it.each([
  [['sleep', 'foo', '--group', 'nosuch'], 2, /No profile of .* has groups = nosuch; they have web\./],
  [['sleep', 'foo', '--group', 'web', '-p', 'api'], 2, /cannot be used with option '-p/],
  [['sleep', 'foo', '--group', 'web', '--lock-timeout', 'soon'], 2, /--lock-timeout is like/],
  [['wake', 'none', '--group', 'web'], 1, /No environment none of group web is in DynamoDB table eden\./],
])('%j ends with %i', async (args, code, message) => {
  const said = await open().eden(...args);
  expect(said.code).toBe(code);
  expect(said.err.join('\n')).toMatch(message);
});
