import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { type Sleep, sleepOf } from '../../shared/eden/environment/sleep.ts';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import { openCli } from './cli-world.ts';
import { expectOneEnvironment } from './expectations.ts';
import { type Listing, listAccount } from './listing.ts';
import { makeWakingGroup, sleepFoo, wakeFoo } from './sleep-world.ts';
import { useEden } from './use-eden.ts';
import { createTestClock, region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000022';
const time = createTestClock();
const eden = useEden(accountId, { healthyAfterMs: 30_000 }, time);
const at = { cluster: 'dev', service: 'dev-dynamic-foo' };
let wakingGroupArn: string;
let before: Listing;

beforeAll(async () => {
  wakingGroupArn = await makeWakingGroup(eden.account);
  before = await listAccount(eden.account);
});

beforeEach(async () => {
  await eden.account.create('first', { fields: { desired_count: '2' } });
});

afterEach(async () => {
  crashes().clear();
  await eden.account.delete('tidy');
  expect(await listAccount(eden.account)).toEqual(before);
});

function crashes(): Map<string, string> {
  return eden.strict.stateOf({ account: accountId, region }).crashes;
}

function aws(): EdenAws {
  return eden.account.aws('next');
}

/** Share of the requests by target group. */
async function shares(): Promise<Readonly<Record<string, number>>> {
  const rules = await aws().describeRules(eden.account.seeded.listenerArn);
  const rule = rules.find(({ Priority }) => Priority !== 'default');
  const groups = rule?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return { own: 1 };
  return Object.fromEntries(
    groups.map(({ TargetGroupArn, Weight = 1 }) => [TargetGroupArn === wakingGroupArn ? 'waking' : 'own', Weight]),
  );
}

async function sleepState(): Promise<Sleep | undefined> {
  return sleepOf((await listAccount(eden.account)).items[0]);
}

async function counted(): Promise<number | undefined> {
  return (await aws().describeService(at))?.desiredCount;
}

async function wakeSteps(client: string): Promise<readonly string[]> {
  const steps: string[] = [];
  for (let step = 0; step < 10; step += 1) {
    const { status } = await wakeFoo(eden.account, client);
    steps.push(status);
    if (status !== 'waking') break;
    time.skip(20_000);
  }
  return steps;
}

it('sleeps, stays asleep, and wakes once its targets are healthy', async () => {
  const awake = await listAccount(eden.account);
  expect(await sleepFoo(eden.account, 'sleep')).toMatchObject({ status: 'asleep', name: 'dev-dynamic-foo' });
  expect(await shares()).toEqual({ waking: 1, own: 0 });
  expect(await counted()).toBe(0);
  expect(await sleepState()).toMatchObject({ state: 'asleep', desired_count: 2 });
  expect(await sleepFoo(eden.account, 'sleep')).toMatchObject({ status: 'already' });
  expect(await wakeSteps('wake')).toEqual(['waking', 'waking', 'awake']);
  expect(await shares()).toEqual({ own: 1 });
  expect(await counted()).toBe(2);
  const now = await listAccount(eden.account);
  expect(now.items[0]).toMatchObject({ status: 'ready', woken_at: expect.any(Number) });
  expect({ ...now, items: [] }).toEqual({ ...awake, items: [] });
  expect(await wakeFoo(eden.account, 'wake')).toMatchObject({ status: 'awake' });
});

it('a wake without a healthy target ends: tasks stopped, rule at the waking function, reasons kept', async () => {
  await sleepFoo(eden.account, 'sleep');
  crashes().set('dev/dev-dynamic-foo', 'OutOfMemoryError');
  await wakeFoo(eden.account, 'wake');
  time.skip(601_000);
  expect(await wakeFoo(eden.account, 'wake')).toMatchObject({
    status: 'unhealthy',
    why: [
      'Target 10.0.0.7 unhealthy',
      expect.stringMatching(/Essential container.*api: exit code 1, OutOfMemoryError/),
    ],
  });
  expect(await counted()).toBe(0);
  expect(await shares()).toEqual({ waking: 1, own: 0 });
  expect(await sleepState()).toMatchObject({ state: 'failed', desired_count: 2 });
  crashes().clear();
  expect(await wakeSteps('again')).toEqual(['waking', 'waking', 'awake']);
});

it.each([
  ['asleep', async () => {}],
  ['waking', async () => void (await wakeFoo(eden.account, 'wake'))],
])('a redeploy while it is %s wakes it, with its count; one that fails leaves it as it was', async (_, prepare) => {
  await sleepFoo(eden.account, 'sleep');
  await prepare();
  const whole = await listAccount(eden.account);
  const weights = await shares();
  const refused = async () => {
    throw new AwsCallError('ecs:UpdateService', 'dev-dynamic-foo', 'AccessDenied', 'no');
  };
  const deps = { aws: { ...eden.account.aws('refused'), updateService: refused } };
  expect(await eden.account.create('refused', { image: 1, fields: { desired_count: 'keep' }, deps })).toMatchObject({
    status: 'failed',
    left: 'undone',
  });
  expect(await shares()).toEqual(weights);
  const undone = await listAccount(eden.account);
  expect({ ...undone, items: [] }).toEqual({ ...whole, items: [] });
  expect(await sleepState()).toEqual(sleepOf(whole.items[0]));
  expect(await eden.account.create('next', { image: 1, fields: { desired_count: 'keep' } })).toMatchObject({
    status: 'updated',
  });
  expect(await shares()).toEqual({ own: 1 });
  expect(await counted()).toBe(2);
  expect(await sleepState()).toBeUndefined();
  expectOneEnvironment(before, await listAccount(eden.account));
});

it('refuses what it cannot wake again, with all reasons', async () => {
  const deps = { tableName: 'other' };
  expect(await sleepFoo(eden.account, 'sleep', deps)).toMatchObject({
    status: 'failed',
    left: 'untouched',
    problems: [
      { code: 'owned_by_other' },
      { code: 'owned_by_other' },
      { code: 'owned_by_other' },
      { message: expect.stringMatching(/^No function wakes .*eden\.sleep/) },
    ],
  });
  await eden.account.create('first', { fields: { desired_count: '0' } });
  expect(await sleepFoo(eden.account, 'sleep')).toMatchObject({
    problems: [{ message: 'ECS service dev-dynamic-foo runs no task: there is nothing to stop.' }],
  });
  await eden.account.delete('delete');
  expect(await sleepFoo(eden.account, 'sleep')).toEqual({ status: 'absent', name: 'dev-dynamic-foo' });
  expect(await wakeFoo(eden.account, 'sleep')).toEqual({ status: 'absent', name: 'dev-dynamic-foo' });
});

it.each([2, 3, 4])('a sleep that AWS refuses at call %i is taken back', async (at) => {
  const whole = await listAccount(eden.account);
  const client = `refused-${at}`;
  eden.strict.faults.set(client, { kind: 'deny', at, of: 'mutating' });
  expect(await sleepFoo(eden.account, client)).toMatchObject({ status: 'failed', left: 'undone' });
  expect(await shares()).toEqual({ own: 1 });
  const now = await listAccount(eden.account);
  expect({ ...now, items: [] }).toEqual({ ...whole, items: [] });
  expect(await sleepState()).toBeUndefined();
  expect(now.items[0]?.lease_until).toBeUndefined();
});

it('is deleted while it is asleep', async () => {
  await sleepFoo(eden.account, 'sleep');
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
  expect(await listAccount(eden.account)).toEqual(before);
});

describe('the commands', () => {
  const name = ['foo', '-p', 'api'];
  function open() {
    const cli = openCli(eden.strict, accountId, {}, [], 'cli', { clock: time });
    const fields = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
    cli.files.set('/home/nana/.eden/config', `[api]\n${fields.join('\n')}\n`);
    return cli;
  }

  it('eden sleep, ls, show, wake', async () => {
    const cli = open();
    expect(await cli.eden('sleep', ...name)).toMatchObject({
      code: 0,
      out: [
        'Rule of api-foo.dev.example.com will lead to the function that wakes it',
        'ECS Service dev-dynamic-foo will run 0 tasks instead of 2',
        'Environment dev-dynamic-foo is asleep',
      ],
    });
    expect((await cli.eden('sleep', ...name)).out).toEqual(['Environment dev-dynamic-foo is asleep already']);
    expect((await cli.eden('ls')).out).toContainEqual(expect.stringMatching(/^dev-dynamic-foo .* \[asleep\]$/));
    expect((await cli.eden('show', ...name)).out).toContainEqual(
      expect.stringMatching(/^asleep since .*Z; awake it runs 2 tasks$/),
    );
    expect(await cli.eden('wait', ...name)).toMatchObject({
      code: 1,
      err: ['error: Environment dev-dynamic-foo is asleep: eden wake foo -p api starts its tasks and waits for them.'],
    });
    expect((await cli.eden('ls', '--wide')).out[1]).toMatch(/ asleep /);
    expect(await cli.eden('wake', '--json', ...name)).toMatchObject({ code: 0 });
    expect((await cli.eden('wake', ...name)).out).toEqual(['Environment dev-dynamic-foo is awake already']);
    expect((await cli.eden('ls')).out).not.toContainEqual(expect.stringMatching(/asleep/));
  });

  it('eden wake of what never becomes healthy ends with the reasons; a timeout says what goes on', async () => {
    const cli = open();
    await cli.eden('sleep', ...name);
    crashes().set('dev/dev-dynamic-foo', 'OutOfMemoryError');
    const short = await cli.eden('wake', '--wait-timeout', '20s', ...name);
    expect(short).toMatchObject({ code: 1, err: [expect.stringMatching(/is waking and has no healthy target yet/)] });
    const { code, err } = await cli.eden('wake', ...name);
    expect(code).toBe(1);
    expect(err[0]).toBe('error: Environment dev-dynamic-foo did not become healthy; its tasks are stopped again.');
    expect(err).toContainEqual(expect.stringMatching(/OutOfMemoryError/));
    expect((await cli.eden('ls')).out).toContainEqual(expect.stringMatching(/\[asleep, last wake failed\]$/));
  });

  it.each([/^Rule of/, /^ECS Service/])('Ctrl-C in a sleep at %s: asleep or awake, and no lease', async (line) => {
    const cli = open();
    cli.interruptAt(line);
    const { code } = await cli.eden('sleep', ...name);
    expect(await shares()).toEqual(code === 0 ? { waking: 1, own: 0 } : { own: 1 });
    expect(await counted()).toBe(code === 0 ? 0 : 2);
    expect((await listAccount(eden.account)).items[0]?.lease_until).toBeUndefined();
  });

  it('Ctrl-C in a wake: it goes on without the command, and no lease is left', async () => {
    const cli = open();
    await cli.eden('sleep', ...name);
    cli.interruptAt(/^ECS Service/);
    expect(await cli.eden('wake', ...name)).toMatchObject({ code: 1 });
    expect((await listAccount(eden.account)).items[0]?.lease_until).toBeUndefined();
    expect(await wakeSteps('wake')).toContain('awake');
  });

  it('unknown environments and times are refused', async () => {
    const cli = open();
    for (const command of ['sleep', 'wake']) {
      expect(await cli.eden(command, 'none', '-p', 'api')).toMatchObject({
        code: 1,
        err: ['error: Environment dev-dynamic-none is not in DynamoDB table eden.'],
      });
      expect(await cli.eden(command, ...name, '--lock-timeout', 'soon')).toMatchObject({ code: 2 });
    }
    expect(await cli.eden('wake', ...name, '--wait-timeout', 'soon')).toMatchObject({ code: 2 });
  });
});
