// @ts-check
import { writeFileSync } from 'node:fs';
import { createHttp } from './http.mjs';

/** Pipelines that may still change something. */
const UNDER_WAY = new Set(['created', 'waiting_for_resource', 'preparing', 'pending', 'running', 'scheduled']);

/**
 * A merge request on GitLab, from the variables of its pipeline. GitLab makes its deployment itself, from the job's
 * `environment` and the URL in the report `preview.env`.
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function createGitlab(env) {
  const number = Number(env.CI_MERGE_REQUEST_IID);
  if (!(number > 0)) throw new Error('this pipeline is not a merge request’s: CI_MERGE_REQUEST_IID is not set');
  const project = `/projects/${env.CI_PROJECT_ID}`;
  const request = `${project}/merge_requests/${number}`;
  const own = Number(env.CI_PIPELINE_ID);
  const isClosed = env.EDEN_COMMAND === 'delete';
  const http = createHttp({
    base: env.CI_API_V4_URL ?? 'https://gitlab.com/api/v4',
    headers: { 'private-token': env.EDEN_TOKEN ?? '' },
    waitMs: env.EDEN_WAIT_S === undefined ? undefined : Number(env.EDEN_WAIT_S) * 1_000,
  });
  return {
    number,
    defaultName: `mr-${number}`,
    isClosed,
    labels: async () => (env.CI_MERGE_REQUEST_LABELS ?? '').split(',').map((label) => label.trim()),
    lacksSecrets:
      env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID !== env.CI_MERGE_REQUEST_PROJECT_ID && 'runs for forks have no secrets',
    isExposed: false,
    hasToken: Boolean(env.EDEN_TOKEN),
    run: own,
    logUrl: env.CI_JOB_URL ?? '',
    ...pipelinesOf({ http, project, request, own, isClosed }),
    ...notesOf(http, request),
    startDeployment: async () => undefined,
    endDeployment: async () => undefined,
    removeDeployments: async () => undefined,
    /** @param {string} text */
    warn: (text) => console.error(`warning: ${text}`),
    /** @param {string} text */
    tell: (text) => console.error(text),
    /** @param {Readonly<Record<string, string>>} values */
    output: (values) => {
      const lines = Object.entries(values).map(
        ([key, value]) => `PREVIEW_${key.toUpperCase()}=${value.replace(/[\r\n]/g, ' ')}\n`,
      );
      writeFileSync('preview.env', lines.join(''));
    },
  };
}

/** @param {{ http: ReturnType<typeof createHttp>, project: string, request: string, own: number, isClosed: boolean }} of */
function pipelinesOf({ http, project, request, own, isClosed }) {
  const all = () => http.list(`${request}/pipelines`);
  return {
    /** Whether a newer push has a pipeline already. The stop job is in the pipeline of the last deployment, which may be an older one. */
    hasNewer: async () => !isClosed && (await all()).some(({ id }) => id > own),
    /** Cancels what older pushes still do; gives their numbers. */
    cancelOlder: async () => {
      const older = (await all()).filter(({ id, status }) => id < own && UNDER_WAY.has(status));
      for (const { id } of older) await http.send('POST', `${project}/pipelines/${id}/cancel`);
      return older.map(({ id }) => id);
    },
  };
}

/** @param {ReturnType<typeof createHttp>} http @param {string} request */
function notesOf(http, request) {
  return {
    /** The token's own notes, the oldest first. */
    comments: async () => {
      const [me, notes] = await Promise.all([
        http.send('GET', '/user'),
        http.list(`${request}/notes?sort=asc&order_by=created_at`),
      ]);
      return notes.filter(({ author, system }) => author?.id === me.id && system !== true);
    },
    /** @param {string} body */
    addComment: (body) => http.send('POST', `${request}/notes`, { body }),
    /** @param {number} id @param {string} body */
    changeComment: (id, body) => http.send('PUT', `${request}/notes/${id}`, { body }),
    /** @param {number} id */
    removeComment: (id) => http.send('DELETE', `${request}/notes/${id}`),
  };
}
