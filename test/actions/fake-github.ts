import { readShapes } from './api-shapes.ts';
import { type Asked, type Given, type Served, serve } from './serve.ts';

/** A comment as GitHub describes it. @see https://docs.github.com/en/rest/issues/comments */
export interface GithubComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly id: number; readonly type: string };
  readonly author_association: string;
}

/** A deployment with its states, the newest last. @see https://docs.github.com/en/rest/deployments */
export interface GithubDeployment {
  readonly id: number;
  readonly ref: string;
  readonly environment: string;
  readonly statuses: Readonly<Record<string, unknown>>[];
}

/** A workflow run. @see https://docs.github.com/en/rest/actions/workflow-runs */
export interface GithubRun {
  readonly id: number;
  readonly run_number: number;
  readonly pull: number;
  status: string;
}

/** A GitHub with one repository and one workflow. */
export interface FakeGithub extends Served {
  readonly comments: GithubComment[];
  readonly deployments: GithubDeployment[];
  readonly runs: GithubRun[];
  readonly calls: string[];
  /** Differences between requests and answers and the API's own description. */
  readonly strange: string[];
  readonly labels: string[];
  /** Gives the refusal of a request, from now on; undefined: none. */
  refuse: (asked: Asked) => Given | undefined;
  /** Called with the number of each run that is cancelled. */
  onCancel: (run: number) => void;
}

const judge = readShapes('github-api.json');
const REPOSITORY = '/repos/nana/api';
const BOT = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot', site_admin: false } as const;

/** Starts it. */
export async function startGithub(): Promise<FakeGithub> {
  const state = { comments: [], deployments: [], runs: [], calls: [], labels: [], strange: [] } as unknown as Omit<
    FakeGithub,
    'url' | 'stop'
  >;
  state.refuse = () => undefined;
  state.onCancel = () => {};
  const served = await serve((asked) => {
    state.calls.push(`${asked.method} ${asked.path}`);
    if (asked.headers.authorization !== 'Bearer ghs_token')
      return { status: 401, body: { message: 'Bad credentials' } };
    if (asked.headers['user-agent'] === undefined) return { status: 403, body: { message: 'User-Agent is required' } };
    const refused = state.refuse(asked);
    if (refused !== undefined) return refused;
    const given = answer(state, asked) ?? { status: 404, body: { message: 'Not Found' } };
    state.strange.push(...judge({ ...asked, path: asked.path.replace(REPOSITORY, '/repos/{owner}/{repo}') }, given));
    return given;
  });
  return Object.assign(state, served);
}

type State = Omit<FakeGithub, 'url' | 'stop'>;

function answer(state: State, asked: Asked): Given | undefined {
  const path = asked.path.replace(REPOSITORY, '');
  return runs(state, asked, path) ?? comments(state, asked, path) ?? deployments(state, asked, path);
}

function runs(state: State, { method, query }: Asked, path: string): Given | undefined {
  const cancelled = /^\/actions\/runs\/(\d+)\/cancel$/.exec(path)?.[1];
  const one = /^\/actions\/runs\/(\d+)$/.exec(path)?.[1];
  const find = (id: string): GithubRun | undefined => state.runs.find((run) => run.id === Number(id));
  if (method === 'GET' && one !== undefined) {
    const run = find(one);
    return run && { status: 200, body: described(run) };
  }
  if (method === 'GET' && path === '/actions/workflows/7/runs') {
    expect([query.get('branch'), query.get('event')]).toEqual(['feature', 'pull_request']);
    return { status: 200, body: { total_count: state.runs.length, workflow_runs: state.runs.map(described) } };
  }
  if (method !== 'POST' || cancelled === undefined) return undefined;
  const run = find(cancelled);
  if (run === undefined) return undefined;
  if (run.status === 'completed') return { status: 409, body: { message: 'Cannot cancel a completed workflow run' } };
  run.status = 'completed';
  state.onCancel(run.run_number);
  return { status: 202, body: {} };
}

function described({ id, run_number, pull, status }: GithubRun) {
  return {
    id,
    name: 'preview',
    node_id: 'WFR_kwLOExample',
    head_branch: 'feature',
    head_sha: 'a'.repeat(40),
    path: '.github/workflows/preview.yml',
    run_number,
    event: 'pull_request',
    status,
    conclusion: status === 'completed' ? 'success' : null,
    workflow_id: 7,
    pull_requests: [{ id: 1, number: pull, head: { ref: 'feature' }, base: { ref: 'main' } }],
    run_attempt: 1,
    head_repository: { id: 9, full_name: 'nana/api' },
    repository: { id: 9, full_name: 'nana/api' },
  };
}

function comments(state: State, { method, query, body }: Asked, path: string): Given | undefined {
  if (path === '/issues/12/labels') return { status: 200, body: state.labels.map((name, id) => ({ id, name })) };
  if (path === '/issues/12/comments') {
    if (method === 'GET') return { status: 200, body: pageOf(state.comments, query) };
    const id = 1_000 + state.calls.length;
    const comment = { ...shapeOfComment(id), id, body: String(body['body']), user: BOT, author_association: 'NONE' };
    state.comments.push(comment);
    return { status: 201, body: comment };
  }
  const id = Number(/^\/issues\/comments\/(\d+)$/.exec(path)?.[1]);
  const comment = state.comments.find((one) => one.id === id);
  if (comment === undefined) return undefined;
  if (method === 'PATCH') comment.body = String(body['body']);
  if (method === 'DELETE') state.comments.splice(state.comments.indexOf(comment), 1);
  return method === 'DELETE' ? { status: 204 } : { status: 200, body: comment };
}

function shapeOfComment(id: number) {
  return {
    url: `https://api.github.com${REPOSITORY}/issues/comments/${id}`,
    html_url: `https://github.com/nana/api/pull/12#issuecomment-${id}`,
    issue_url: `https://api.github.com${REPOSITORY}/issues/12`,
    node_id: 'IC_kwDOExample',
    created_at: '2026-11-28T10:00:00Z',
    updated_at: '2026-11-28T10:00:00Z',
    reactions: { total_count: 0 },
    performed_via_github_app: { id: 15_368, slug: 'github-actions' },
  };
}

function pageOf<T>(all: readonly T[], query: URLSearchParams): readonly T[] {
  const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
  return all.slice((page - 1) * size, page * size);
}

function deployments(state: State, { method, query, body }: Asked, path: string): Given | undefined {
  if (path === '/deployments' && method === 'GET') {
    const named = state.deployments.filter(({ environment }) => environment === query.get('environment'));
    return { status: 200, body: pageOf(named.toReversed().map(shapeOfDeployment), query) };
  }
  if (path === '/deployments') {
    const { ref, environment } = body as { readonly ref: string; readonly environment: string };
    expect(body).toMatchObject({ required_contexts: [], auto_merge: false, production_environment: false });
    const made = { id: 2_000 + state.deployments.length, ref, environment, statuses: [] };
    state.deployments.push(made);
    return { status: 201, body: shapeOfDeployment(made) };
  }
  const [, found, status] = /^\/deployments\/(\d+)(\/statuses)?$/.exec(path) ?? [];
  const deployment = state.deployments.find(({ id }) => id === Number(found));
  if (deployment === undefined) return undefined;
  if (status !== undefined) {
    deployment.statuses.push(body);
    return { status: 201, body: { id: 1, ...body } };
  }
  if (deployment.statuses.at(-1)?.['state'] !== 'inactive') {
    return {
      status: 422,
      body: { message: 'We cannot delete an active deployment unless it is the only deployment.' },
    };
  }
  state.deployments.splice(state.deployments.indexOf(deployment), 1);
  return method === 'DELETE' ? { status: 204 } : undefined;
}

function shapeOfDeployment({ id, ref, environment }: GithubDeployment) {
  return { id, ref, environment, sha: ref, task: 'deploy', payload: {}, transient_environment: true };
}
