import type { ChildProcess } from 'node:child_process';
import { type FakeGithub, startGithub } from './fake-github.ts';
import { type Ended, type FakeEden, githubEnv, imageOf, runPreview, startEden } from './preview-world.ts';

jest.setTimeout(120_000);

let github: FakeGithub;
let eden: FakeEden;

beforeEach(async () => {
  [github, eden] = await Promise.all([startGithub(), startEden()]);
});

afterEach(async () => {
  await Promise.all([github.stop(), eden.stop()]);
  expect(github.strange).toEqual([]);
});

type Of = Parameters<typeof githubEnv>[1] & { readonly env?: Readonly<Record<string, string>> };

function push(of: Of, started?: (child: ChildProcess) => void): Promise<Ended> {
  github.runs.push({ id: 500 + of.run, run_number: of.run, pull: 12, status: 'in_progress' });
  const env = { ...githubEnv({ github: github.url, eden: eden.url }, of), ...of.env };
  return runPreview(env, started).finally(() => {
    const run = github.runs.find(({ run_number }) => run_number === of.run);
    if (run !== undefined) run.status = 'completed';
  });
}

const URL = 'https://api-pr-12.dev.example.com';

function states(): readonly unknown[] {
  return github.deployments.map(({ statuses }) => statuses.map(({ state }) => state));
}

it('ten pushes: one comment that says the last, and one active deployment with the URL', async () => {
  for (let run = 1; run <= 10; run += 1) {
    expect(await push({ run })).toMatchObject({
      code: 0,
      outputs: { state: 'ready', url: URL, environment: 'pr-12' },
    });
  }
  expect(github.comments).toHaveLength(1);
  const { body = '' } = github.comments[0] ?? {};
  expect(body).toMatch(/### ✅ Preview: ready/);
  expect(body).toContain(`| URL | <${URL}> |`);
  expect(body).toContain(`| Image | \`${imageOf(10)}\` |`);
  expect(body).toMatch(/\| Expires \| 2027-\d\d-\d\dT/);
  expect(body).toContain('[run 10](https://github.com/nana/api/actions/runs/510)');
  expect(body).toContain('label `keep-preview`, then a push');
  expect(states()).toEqual([['in_progress', 'success']]);
  expect(github.deployments.at(-1)?.statuses.at(-1)).toMatchObject({ environment_url: URL });
  expect([...eden.state.items.values()]).toMatchObject([{ image: imageOf(10) }]);
});

it('a newer push cancels what the older one still does, and its own state is the last', async () => {
  let release = (): void => {};
  const held = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  const arrived = Promise.withResolvers<void>();
  eden.instead = async () => {
    if (!eden.asked.at(-1)?.includes('push-1')) return undefined;
    arrived.resolve();
    return await held;
  };
  let older: ChildProcess | undefined;
  github.onCancel = (run) => void (run === 1 && older?.kill('SIGINT'));
  const first = push({ run: 1 }, (child) => {
    older = child;
  });
  await arrived.promise;
  const second = await push({ run: 2 });
  release();
  expect(second).toMatchObject({ code: 0, outputs: { state: 'ready' } });
  expect(second.said).toContain('Cancelled older runs: 1.');
  expect(await first).toMatchObject({ code: 130, outputs: { state: 'failed' } });
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain(`\`${imageOf(2)}\``);
  expect(github.deployments.at(-1)?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success']);
});

it('an older push that comes late is skipped', async () => {
  await push({ run: 5 });
  const late = await push({ run: 4 });
  expect(late).toMatchObject({ code: 0, outputs: { state: 'skipped' } });
  expect(late.said).toContain('A newer push is deployed instead.');
  expect([...eden.state.items.values()]).toMatchObject([{ image: imageOf(5) }]);
  // Also where it is not allowed to see others: the comment has the run that wrote it.
  await push({ run: 3, env: { EDEN_CANCEL_OLDER: 'false' } });
  expect(github.comments[0]?.body).toContain(`\`${imageOf(5)}\``);
});

it('closing deletes the environment and its deployments, and the comment says so', async () => {
  await push({ run: 1 });
  expect(await push({ run: 2, action: 'closed', env: { EDEN_IMAGE: '' } })).toMatchObject({
    code: 0,
    outputs: { state: 'removed' },
  });
  expect(eden.state.items.size).toBe(0);
  expect(github.deployments).toEqual([]);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toMatch(/Preview: removed/);
  expect(await push({ run: 3, action: 'closed' })).toMatchObject({ code: 0 });
});

it('closing a pull request without a preview writes no comment', async () => {
  expect(await push({ run: 1, action: 'closed' })).toMatchObject({ code: 0, outputs: { state: 'removed' } });
  expect(github.comments).toEqual([]);
});

it('a failure is told in the comment and the deployment, and ends the step with 1', async () => {
  const message = 'The image `x`\n```\n@everyone';
  eden.instead = async () => ({ status: 422, body: { status: 'error', message, code: 'unprocessable', problems: [] } });
  expect(await push({ run: 1 })).toMatchObject({ code: 1, outputs: { state: 'failed' } });
  expect(github.comments[0]?.body).toMatch(/Preview: failed[\s\S]*\n```\nThe image `x`\n'''\n@everyone\n```\n$/);
  expect(states()).toEqual([['in_progress', 'failure']]);
});

it('two runs that add a comment at the same moment leave one', async () => {
  const both = await Promise.all([1, 2].map((run) => push({ run, env: { EDEN_CANCEL_OLDER: 'false' } })));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(github.comments).toHaveLength(1);
});

it('the label keeps the environment', async () => {
  github.labels.push('bug', 'keep-preview');
  await push({ run: 1 });
  expect(github.comments[0]?.body).toContain('| Expires | never |');
  expect(eden.asked[0]).toContain('"ttl":"none"');
});

it('a comment of someone else with our first line is left alone', async () => {
  await push({ run: 1 });
  const [own] = github.comments;
  const body = `${own?.body}`;
  github.comments.splice(0, 1, {
    id: 1,
    body,
    user: { login: 'mallory', id: 6, type: 'User' },
    author_association: 'CONTRIBUTOR',
  });
  await push({ run: 2 });
  expect(github.comments.map(({ user }) => user.login)).toEqual(['mallory', 'github-actions[bot]']);
  expect(github.comments[0]?.body).toBe(body);
});

it('finds its comment behind more than a page of others', async () => {
  await push({ run: 1 });
  const other = (id: number) => ({
    id,
    body: 'hi',
    user: { login: 'x', id: 1, type: 'User' },
    author_association: 'NONE',
  });
  github.comments.unshift(...Array.from({ length: 130 }, (_, id) => other(id)));
  await push({ run: 2 });
  expect(github.comments).toHaveLength(131);
});

it.each([
  ['refuses everything', { status: 403, body: { message: 'Resource not accessible by integration' } }],
  ['is down', { status: 503, body: { message: 'Unicorn!' } }],
])('GitHub %s: the environment is made, with a warning for each thing that is missing', async (_what, given) => {
  github.refuse = () => given;
  const { code, said, outputs } = await push({ run: 1 });
  expect({ code, state: outputs['state'] }).toEqual({ code: 0, state: 'ready' });
  const warnings = said.split('\n').filter((line) => line.startsWith('::warning title=eden::'));
  expect(warnings.map((line) => line.slice(22).replace(/: .*/, ''))).toEqual([
    'newer pushes are not known',
    'older pushes were not cancelled',
    'labels are not known',
    'the comment is not up to date',
    'no deployment was made',
    'the comment is not up to date',
  ]);
  expect(said).not.toContain('ghs_token');
  expect(said).not.toContain('eden-key');
});

it.each<[what: string, of: Of, code: number, said: RegExp]>([
  [
    'a fork, whose runs have no secrets',
    { run: 1, isFork: true, env: { EDEN_API_KEY: '' } },
    0,
    /runs for forks have no secrets/,
  ],
  [
    'Dependabot, whose runs have secrets of their own',
    { run: 1, env: { EDEN_API_KEY: '', GITHUB_ACTOR: 'dependabot[bot]' } },
    0,
    /runs that Dependabot starts have no secrets of Actions/,
  ],
  [
    'the code of a fork with the repository’s secrets',
    { run: 1, isFork: true, env: { GITHUB_EVENT_NAME: 'pull_request_target' } },
    0,
    /with pull_request_target the code of a fork would run with the roles/,
  ],
  ['no key', { run: 1, env: { EDEN_API_KEY: '' } }, 1, /error: EDEN_API_KEY is not set/],
  ['no image', { run: 1, env: { EDEN_IMAGE: '' } }, 1, /error: EDEN_IMAGE \(input image\) is not set/],
  [
    'another event',
    { run: 1, env: { EVENT: '{}', GITHUB_EVENT_NAME: 'push' } },
    1,
    /error: event push has no pull request/,
  ],
])('%s is said', async (_what, of, code, said) => {
  const ended = await push(of);
  expect(ended.code).toBe(code);
  expect(ended.said).toMatch(said);
  expect(eden.asked).toEqual([]);
});
