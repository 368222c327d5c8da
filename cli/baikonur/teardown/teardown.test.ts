import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LOCAL_CREDENTIALS } from '../../../shared/deploy/local-endpoint.ts';
import { ACCOUNT_ID } from '../../../shared/deploy/topology/account.ts';
import { topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { CommandError } from '../shell.ts';
import { runTeardown, type TeardownOptions } from './run-teardown.ts';
import { findBucket, listSurvivors } from './survivors.ts';
import type { TeardownCalls } from './teardown-calls.ts';

it('lists what is ours alone, writers before what they write to', () => {
  const others = topologyOf(
    ['streams', 'description: in', 'description: in'],
    ['stages/dev', 'alarms:', 'external: { streams: { mid: others } }\narchive: { bucket: others-archive }\nalarms:'],
  );
  expect(listSurvivors(others).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'delivery stream app-dev-hose',
    'stream app-dev-in',
    'stream app-dev-out',
    'table app-dev-progress',
    'log group /aws/kinesisfirehose/app-dev-hose',
    'role app-dev-delivery-hose-eu-west-1',
    `bucket app-dev-dead-letters-${ACCOUNT_ID}-eu-west-1`,
    `bucket app-dev-delivery-${ACCOUNT_ID}-eu-west-1`,
  ]);
});

it.each([
  ['the account’s own', `a-${ACCOUNT_ID}-r`, ['b', 'a-123456789012-r'], 'a-123456789012-r'],
  ['none with something else in between', `a-${ACCOUNT_ID}-r`, ['a-x-123456789012-r', 'a-12345678901-r'], undefined],
  ['a name that is known', 'mine', ['mine2', 'mine'], 'mine'],
])('a bucket is found by its name: %s', (_, name, existing, expected) => {
  expect(findBucket(name, existing)).toBe(expected);
});

/** An account in memory that has all of the shipped stage, and no stack. */
function accountOf({ stacks = [] as readonly string[], refuses = '' } = {}) {
  const gone = new Set<string>();
  const calls: TeardownCalls = {
    accountId: async () => '123456789012',
    stackExists: async (name) => stacks.includes(name),
    listBuckets: async () => ['baikonur-dev-archive-123456789012-us-east-1', 'baikonur-dev-others'],
    look: async ({ kind, name }) =>
      gone.has(name) ? undefined : { contents: '1 of it', ...(kind === 'stream' && { dollarsAMonth: 10.95 }) },
    remove: async ({ name }) => {
      if (name === refuses) throw new Error(`may not delete ${name}`);
      gone.add(name);
    },
    close: () => undefined,
  };
  return { calls, gone };
}

async function teardown(
  account: ReturnType<typeof accountOf>,
  options: Partial<TeardownOptions> = {},
  { stdin = '', signal = new AbortController().signal, more = {} as Env, onConnect = (_: Env): void => undefined } = {},
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = {
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    ...more,
  };
  const shell = { stdin: Readable.from([stdin]), stdout, stderr, env, now: () => 0, untilInterrupted: () => signal };
  const connect = (given: Env) => {
    onConnect(given);
    return account.calls;
  };
  const ending = runTeardown({ stage: 'dev', ...options }, shell, connect).catch((error: unknown) => {
    if (error instanceof CommandError) return error.message;
    throw error;
  });
  const end = await ending;
  stdout.end();
  stderr.end();
  return { end, out: await text(stdout), err: await text(stderr) };
}

it('without --run it says what is left and what that costs, and changes nothing', async () => {
  const account = accountOf();
  const { end, out } = await teardown(account);
  expect(end).toBe(0);
  expect(out).toMatch(/^ {2}bucket {11}baikonur-dev-archive-123456789012-us-east-1 +1 of it$/m);
  expect(out).not.toContain('baikonur-dev-others');
  expect(out).toContain('The streams cost about $32.85 a month');
  expect(out).toContain('Nothing was changed.');
  expect(account.gone.size).toBe(0);
});

it('with --run it asks for the name; only that one removes all, and a second run finds nothing', async () => {
  const account = accountOf();
  for (const [stdin, got] of [
    ['', 'no answer'],
    ['y\n', '"y"'],
    ['baikonur-prod\n', '"baikonur-prod"'],
  ]) {
    const { end } = await teardown(account, { run: true }, stdin === undefined ? {} : { stdin });
    expect(end).toBe(`not confirmed: expected baikonur-dev, got ${got}; nothing was changed`);
  }
  expect(account.gone.size).toBe(0);
  expect((await teardown(account, { run: true }, { stdin: 'baikonur-dev\n' })).end).toBe(0);
  expect(account.gone.size).toBeGreaterThan(6);
  expect((await teardown(account, { run: true, yes: true })).out).toBe('Nothing is left of stage dev in us-east-1.\n');
});

it('refuses while a stack is there', async () => {
  const account = accountOf({ stacks: ['baikonur-s3-sink-dev'] });
  expect((await teardown(account, { run: true, yes: true })).end).toBe(
    'still deployed: baikonur-s3-sink-dev. First: npx --no sls remove --stage dev',
  );
  expect(account.gone.size).toBe(0);
});

it('refuses credentials of another account than the stage file says', async () => {
  const account = accountOf();
  const more = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  const { end, out } = await teardown(account, { stage: 'local', run: true, yes: true }, { more });
  expect(end).toBe(
    'config/stages/local.yml says accountId "000000000000", but the credentials are those of account 123456789012. Nothing was changed',
  );
  expect(out).toBe('');
  expect(account.gone.size).toBe(0);
});

it.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])(
  'looks in the Region of the stage file, whatever %s says',
  async (name) => {
    const regions: unknown[] = [];
    const onConnect = (env: Env) => regions.push(env['AWS_REGION']);
    await teardown(accountOf(), {}, { more: { [name]: 'eu-west-1' }, onConnect });
    expect(regions).toEqual(['us-east-1']);
  },
);

it('stops where AWS refuses, and goes on from there', async () => {
  const refuses = 'baikonur-dev-archive';
  const stopped = accountOf({ refuses });
  expect((await teardown(stopped, { run: true, yes: true })).end).toBe(`may not delete ${refuses}`);
  expect(stopped.gone.has(refuses)).toBe(false);
  expect(stopped.gone.size).toBeGreaterThan(0);
});

it('ends at Ctrl-C, and says that something is left', async () => {
  const account = accountOf();
  const { end, err } = await teardown(account, { run: true, yes: true }, { signal: AbortSignal.abort() });
  expect(end).toBe(1);
  expect(err).toMatch(/^interrupted: \d+ are left; the same command goes on\n$/);
  expect(account.gone.size).toBe(0);
});
