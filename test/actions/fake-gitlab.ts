import { readShapes } from './api-shapes.ts';
import { type Asked, type Given, type Served, serve } from './serve.ts';

/** A note as GitLab describes it. @see https://docs.gitlab.com/api/notes/ */
export interface GitlabNote {
  readonly id: number;
  body: string;
  readonly author: { readonly id: number; readonly username: string };
  readonly system: boolean;
}

/** A pipeline. @see https://docs.gitlab.com/api/merge_requests/#list-merge-request-pipelines */
export interface GitlabPipeline {
  readonly id: number;
  status: string;
}

/** A GitLab with one project and one merge request. */
export interface FakeGitlab extends Served {
  readonly notes: GitlabNote[];
  readonly pipelines: GitlabPipeline[];
  readonly calls: string[];
  /** Differences between requests and answers and the API's own description. */
  readonly strange: string[];
  onCancel: (pipeline: number) => void;
}

const judge = readShapes('gitlab-api.json');
const PROJECT = '/api/v4/projects/5';
const BOT = { id: 77, username: 'project_5_bot', name: 'eden', state: 'active' } as const;

/** Starts it. */
export async function startGitlab(): Promise<FakeGitlab> {
  const state = { notes: [], pipelines: [], calls: [], strange: [], onCancel: () => {} } as unknown as Omit<
    FakeGitlab,
    'url' | 'stop'
  >;
  const served = await serve((asked) => {
    state.calls.push(`${asked.method} ${asked.path}`);
    if (asked.headers['private-token'] !== 'glpat-token') return { status: 401, body: { message: '401 Unauthorized' } };
    const given = answer(state, asked) ?? { status: 404, body: { message: '404 Not found' } };
    state.strange.push(...judge({ ...asked, path: asked.path.replace('/api/v4', '') }, given));
    return given;
  });
  return Object.assign(state, served);
}

function answer(state: Omit<FakeGitlab, 'url' | 'stop'>, { method, path, body }: Asked): Given | undefined {
  if (path === '/api/v4/user') return { status: 200, body: { ...BOT, bot: true } };
  if (path === `${PROJECT}/merge_requests/12/pipelines`) {
    const described = state.pipelines.map((one) => ({
      ...one,
      sha: 'a'.repeat(40),
      ref: 'refs/merge-requests/12/head',
    }));
    return { status: 200, body: described.toReversed() };
  }
  const cancelled = Number(/^\/api\/v4\/projects\/5\/pipelines\/(\d+)\/cancel$/.exec(path)?.[1]);
  const pipeline = state.pipelines.find(({ id }) => id === cancelled);
  if (pipeline !== undefined) {
    pipeline.status = 'canceled';
    state.onCancel(pipeline.id);
    return { status: 200, body: pipeline };
  }
  if (path === `${PROJECT}/merge_requests/12/notes`) {
    if (method === 'GET') return { status: 200, body: state.notes };
    const note = {
      ...shapeOfNote(),
      id: 300 + state.notes.length,
      body: String(body['body']),
      author: BOT,
      system: false,
    };
    state.notes.push(note);
    return { status: 201, body: note };
  }
  const id = Number(/^\/api\/v4\/projects\/5\/merge_requests\/12\/notes\/(\d+)$/.exec(path)?.[1]);
  const note = state.notes.find((one) => one.id === id);
  if (note === undefined) return undefined;
  if (method === 'PUT') note.body = String(body['body']);
  if (method === 'DELETE') state.notes.splice(state.notes.indexOf(note), 1);
  return method === 'DELETE' ? { status: 204 } : { status: 200, body: note };
}

function shapeOfNote() {
  return {
    type: null,
    attachment: null,
    created_at: '2026-11-28T10:00:00.000Z',
    updated_at: '2026-11-28T10:00:00.000Z',
    noteable_id: 99,
    noteable_type: 'MergeRequest',
    project_id: 5,
    resolvable: false,
    confidential: false,
    internal: false,
    noteable_iid: 12,
  };
}
