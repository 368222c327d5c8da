import { type FakeGitlab, startGitlab } from './fake-gitlab.ts';
import { type Ended, type FakeEden, gitlabEnv, imageOf, runPreview, startEden } from './preview-world.ts';

jest.setTimeout(120_000);

let gitlab: FakeGitlab;
let eden: FakeEden;

beforeEach(async () => {
  [gitlab, eden] = await Promise.all([startGitlab(), startEden()]);
});

afterEach(async () => {
  await Promise.all([gitlab.stop(), eden.stop()]);
  expect(gitlab.strange).toEqual([]);
});

async function push(of: Parameters<typeof gitlabEnv>[1], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const pipeline = { id: of.pipeline, status: 'running' };
  gitlab.pipelines.push(pipeline);
  const ended = await runPreview({ ...gitlabEnv({ gitlab: gitlab.url, eden: eden.url }, of), ...more });
  pipeline.status = 'success';
  return ended;
}

it('ten pushes: one note that says the last, and the URL for GitLab’s deployment', async () => {
  for (let pipeline = 1; pipeline <= 10; pipeline += 1) {
    expect(await push({ pipeline })).toMatchObject({
      code: 0,
      outputs: {
        PREVIEW_STATE: 'ready',
        PREVIEW_URL: 'https://api-mr-12.dev.example.com',
        PREVIEW_ENVIRONMENT: 'mr-12',
      },
    });
  }
  expect(gitlab.notes).toHaveLength(1);
  expect(gitlab.notes[0]?.body).toContain(`| Image | \`${imageOf(10)}\` |`);
  expect(gitlab.notes[0]?.body).toContain('[run 10](https://gitlab.example.com/nana/api/-/jobs/10)');
});

it('an older pipeline is cancelled, and one that comes late is skipped', async () => {
  const cancelled: number[] = [];
  gitlab.onCancel = (id) => void cancelled.push(id);
  gitlab.pipelines.push({ id: 1, status: 'running' }, { id: 2, status: 'success' });
  expect((await push({ pipeline: 3 })).said).toContain('Cancelled older runs: 1.');
  expect(cancelled).toEqual([1]);
  expect(await push({ pipeline: 2 })).toMatchObject({ code: 0, outputs: { PREVIEW_STATE: 'skipped' } });
  expect([...eden.state.items.values()]).toMatchObject([{ image: imageOf(3) }]);
});

it('stopping the environment deletes it, and the note says so', async () => {
  await push({ pipeline: 1 });
  // The stop job is in the pipeline of the last deployment; a newer one may have failed.
  gitlab.pipelines.push({ id: 9, status: 'failed' });
  expect(await push({ pipeline: 1, isStop: true })).toMatchObject({ code: 0, outputs: { PREVIEW_STATE: 'removed' } });
  expect(eden.state.items.size).toBe(0);
  expect(gitlab.notes.map(({ body }) => /Preview: removed/.test(body))).toEqual([true]);
});

it('a note of someone else with our first line is left alone', async () => {
  await push({ pipeline: 1 });
  const body = `${gitlab.notes[0]?.body}`;
  gitlab.notes.splice(0, 1, { id: 1, body, author: { id: 6, username: 'mallory' }, system: false });
  await push({ pipeline: 2 });
  expect(gitlab.notes.map(({ author }) => author.username)).toEqual(['mallory', 'project_5_bot']);
});

it('without a token there is no note, and the environment is made', async () => {
  const { code, said } = await push({ pipeline: 1 }, { EDEN_TOKEN: '' });
  expect(code).toBe(0);
  expect(said).toContain('Without EDEN_TOKEN there is no comment, and older pushes are not cancelled.');
  expect(gitlab.calls).toEqual([]);
});

it('a pipeline that is no merge request’s is refused', async () => {
  const ended = await push({ pipeline: 1 }, { CI_MERGE_REQUEST_IID: '' });
  expect(ended).toMatchObject({ code: 1, said: expect.stringMatching(/error: this pipeline is not a merge request/) });
});
