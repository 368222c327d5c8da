import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleOf } from '../exhaustive.ts';
import { type Cli, openCli } from './cli-world.ts';
import { expectOneEnvironment } from './expectations.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000013';
const eden = useEden(accountId);
let cli: Cli;

function ini(): string {
  const fields = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
  return `[api]\n${fields.join('\n')}\n`;
}

beforeAll(() => {
  cli = openCli(eden.strict, accountId);
  cli.files.set('/home/nana/.eden/config', ini());
});

afterEach(async () => {
  cli.interruptAt(undefined);
  await eden.account.delete('tidy');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

function create(image: 0 | 1, ...more: string[]) {
  return cli.eden(
    'create',
    '-p',
    'api',
    '--name',
    'foo',
    '--image-uri',
    eden.account.seeded.images[image] ?? '',
    ...more,
  );
}

async function lease(): Promise<unknown> {
  const { items } = await listAccount(eden.account);
  return items[0]?.lease_until;
}

const INTERRUPTED = 'error: Interrupted.';
const CREATE_LINES = [
  /^Retrieved reference task definition/,
  /^Registered new task definition/,
  /^Created target group/,
  /listener rule .* will create new listener rule$/,
  /will create new service$/,
  /^Checking if record/,
];

const DELETE_LINES = [
  /^Updating config file/,
  /^Found existing record/,
  /exists, will delete$/,
  /^Deleted target group/,
];

describe('Ctrl-C in a create', () => {
  it('while it checks: nothing was changed, and no item is left', async () => {
    cli.interruptAt(/^Checking if image/);
    expect(await create(0)).toMatchObject({ code: 1, err: [INTERRUPTED, 'Nothing was changed.'] });
    expect(await listAccount(eden.account)).toEqual(eden.before);
  });

  it.each(sampleOf(CREATE_LINES, 2))('at %s: what was made is undone, or it was finished', async (line) => {
    cli.interruptAt(line);
    const { code, err } = await create(0);
    const now = await listAccount(eden.account);
    if (code === 0) return expectOneEnvironment(eden.before, now);
    expect(err).toEqual([expect.stringMatching(/^error: Interrupted before: /), 'What was made has been taken back.']);
    expect(now).toEqual(eden.before);
  });

  it.each([/^Registered new task definition/, /already exists, will update it$/])(
    'in a redeploy at %s: the environment is as it was, without a lease',
    async (line) => {
      await create(0);
      const whole = await listAccount(eden.account);
      cli.interruptAt(line);
      const { code } = await create(1);
      const now = await listAccount(eden.account);
      expect(now.items).toMatchObject([{ status: 'ready' }]);
      expect(await lease()).toBeUndefined();
      if (code !== 0) expect({ ...now, items: [] }).toEqual({ ...whole, items: [] });
    },
  );

  it('while it waits for another run: that run keeps its lease', async () => {
    await create(0);
    const nowMs = Date.now();
    const other = { runId: 'r2', holder: 'cli other', nowMs, untilMs: nowMs + 600_000, mayCreate: false };
    const at = { type: 'api', name: 'dev-dynamic-foo' };
    await eden.account.aws('other').takeItem(at, other, { set: {} });
    cli.interruptAt(/is being changed by cli other .* Waiting\.$/);
    expect(await create(1)).toMatchObject({ code: 1, err: [INTERRUPTED, 'Nothing was changed.'] });
    expect(await lease()).toBe(nowMs + 600_000);
    await eden.account.aws('other').unlockItem(at, 'r3');
  });

  it('while it waits for healthy targets: the environment is there, and the reasons are told', async () => {
    cli.interruptAt(/^Waiting until service/);
    const { code, err } = await create(0, '--wait');
    expect(code).toBe(1);
    expect(err).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/was not steady when interrupted/),
        'Tasks: 0 of 1 run, 1 are pending.',
      ]),
    );
    expect(await lease()).toBeUndefined();
  });
});

it.each(sampleOf(DELETE_LINES, 2))(
  'Ctrl-C in a delete at %s: no lease is left, and the next delete finishes it',
  async (line) => {
    await create(0);
    cli.interruptAt(line);
    const { code, err } = await cli.eden('delete', '-p', 'api', '--name', 'foo');
    expect(await lease()).toBeUndefined();
    if (code !== 0) {
      expect(err).toEqual([
        expect.stringMatching(/^error: Interrupted; not undone yet: /),
        expect.stringMatching(/next create or delete/),
      ]);
    }
    cli.interruptAt(undefined);
    expect(await cli.eden('delete', '-p', 'api', '--name', 'foo')).toMatchObject({ code: 0 });
    expect(await listAccount(eden.account)).toEqual(eden.before);
  },
);

describe('the program itself', () => {
  const home = mkdtempSync(join(tmpdir(), 'eden-home-'));
  const children: ChildProcess[] = [];
  beforeAll(() => {
    mkdirSync(join(home, '.eden'));
    writeFileSync(join(home, '.eden', 'config'), ini());
  });
  afterAll(() => rmSync(home, { recursive: true }));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Starts the program in a shell's way; `onLine` sees each line of its output. */
  function start(
    args: readonly string[],
    onLine: (line: string, child: ChildProcess) => void = () => {},
    more: NodeJS.ProcessEnv = {},
  ) {
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      AWS_ENDPOINT_URL: eden.strict.url,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'strict',
      AWS_SESSION_TOKEN: 'program',
      ...more,
    };
    const child = spawn(
      join(__dirname, '../../node_modules/node/bin/node'),
      [join(__dirname, '../../cli/eden/main.ts'), ...args],
      {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    children.push(child);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter((part) => part !== '')) {
          said.push(line);
          onLine(line, child);
        }
      });
    }
    const ended = new Promise<{ readonly code: number | null; readonly said: readonly string[] }>((resolve) =>
      child.once('close', (code) => resolve({ code, said })),
    );
    return { child, ended };
  }

  function createArgs(...more: string[]): readonly string[] {
    return ['create', '-p', 'api', '--name', 'foo', '--image-uri', eden.account.seeded.images[0] ?? '', ...more];
  }

  it('AWS_DEFAULT_REGION alone is enough, and a signal ends a command that changes nothing', async () => {
    const listed = { code: 0, said: ['No environments available'] };
    expect(await start(['ls']).ended).toEqual(listed);
    expect(await start(['ls'], () => {}, { AWS_REGION: '' }).ended).toEqual(listed);
    const none = await start(['ls'], () => {}, { AWS_REGION: '', AWS_DEFAULT_REGION: '' }).ended;
    expect(none).toEqual({ code: 2, said: [expect.stringMatching(/^error: no AWS Region: /)] });
  });

  it('the first SIGINT ends a run in order, with 130', async () => {
    const { code, said } = await start(createArgs(), (line, child) => {
      if (line.startsWith('Image exists')) child.kill('SIGINT');
    }).ended;
    expect(said).toEqual(expect.arrayContaining([expect.stringMatching(/^Interrupted: the run ends in order/)]));
    expect(code).toBe(said.some((line) => line.startsWith('Successfully finished creating')) ? 0 : 130);
    expect(await lease()).toBeUndefined();
  });

  it('eden … | head finishes its work', async () => {
    const { child, ended } = start(createArgs());
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ code: 0 });
    const now = await listAccount(eden.account);
    expect(now.items).toMatchObject([{ status: 'ready' }]);
    expect(await lease()).toBeUndefined();
  });
});
