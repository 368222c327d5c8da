// @ts-check
import { appendFileSync, readFileSync } from 'node:fs';
import { createHttp } from './http.mjs';

/** Authors whose comments with our first line are taken for ours, beside bots: anyone may write into a pull request. */
const TRUSTED = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
/** Ends of runs that deploy nothing. */
const WITHOUT_EFFECT = new Set(['skipped', 'cancelled', 'action_required']);
/** Runs that may still change something. */
const UNDER_WAY = new Set(['queued', 'in_progress', 'waiting', 'requested', 'pending']);

/**
 * A pull request on GitHub, from the variables of its workflow run.
 * @see https://docs.github.com/en/actions/reference/variables-reference
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function createGithub(env) {
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
  const pull = event.pull_request;
  if (pull === undefined) throw new Error(`event ${env.GITHUB_EVENT_NAME} has no pull request`);
  const isFork = pull.head.repo?.full_name !== pull.base.repo.full_name;
  const repository = `/repos/${env.GITHUB_REPOSITORY}`;
  const http = createHttp({
    base: env.GITHUB_API_URL ?? 'https://api.github.com',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${env.EDEN_TOKEN}`,
      'user-agent': 'eden',
      'x-github-api-version': '2022-11-28',
    },
    waitMs: env.EDEN_WAIT_S === undefined ? undefined : Number(env.EDEN_WAIT_S) * 1_000,
  });
  return {
    number: Number(pull.number),
    defaultName: `pr-${pull.number}`,
    // A run that is started again has the event of the first time.
    isClosed: event.action === 'closed' || pull.state === 'closed' || env.EDEN_COMMAND === 'delete',
    /** Names of the labels that the pull request has now. @returns {Promise<readonly string[]>} */
    labels: async () => (await http.list(`${repository}/issues/${pull.number}/labels`)).map(({ name }) => name),
    lacksSecrets: isFork
      ? 'runs for forks have no secrets'
      : env.GITHUB_ACTOR === 'dependabot[bot]' && 'runs that Dependabot starts have no secrets of Actions',
    isExposed: isFork && env.GITHUB_EVENT_NAME === 'pull_request_target',
    hasToken: Boolean(env.EDEN_TOKEN),
    run: Number(env.GITHUB_RUN_NUMBER),
    logUrl: `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`,
    ...runsOf({ http, repository, env, number: Number(pull.number) }),
    ...commentsOf(http, `${repository}/issues`, pull.number),
    ...deploymentsOf({ http, repository, sha: pull.head.sha, environment: `preview/pr-${pull.number}` }),
    /** @param {string} text */
    warn: (text) => console.log(`::warning title=eden::${escaped(text)}`),
    /** @param {string} text */
    tell: (text) => console.log(`::notice title=eden::${escaped(text)}`),
    /** @param {Readonly<Record<string, string>>} values */
    output: (values) => {
      const lines = Object.entries(values).map(([key, value]) => `${key}=${value.replace(/[\r\n]/g, ' ')}\n`);
      if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, lines.join(''));
    },
  };
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Runs of the same workflow for the same pull request.
 * @param {{ http: ReturnType<typeof createHttp>, repository: string, env: Readonly<Record<string, string | undefined>>, number: number }} of
 */
function runsOf({ http, repository, env, number }) {
  const others = async () => {
    const own = await http.send('GET', `${repository}/actions/runs/${env.GITHUB_RUN_ID}`);
    const query = `branch=${encodeURIComponent(own.head_branch)}&event=${encodeURIComponent(own.event)}&per_page=100`;
    const page = await http.send('GET', `${repository}/actions/workflows/${own.workflow_id}/runs?${query}`);
    return page.workflow_runs.filter(
      (/** @type {any} */ run) =>
        run.id !== own.id &&
        run.head_repository?.full_name === own.head_repository?.full_name &&
        // Runs of forks and of closed pull requests name none.
        (run.pull_requests.length === 0 || run.pull_requests.some((/** @type {any} */ pull) => pull.number === number)),
    );
  };
  const own = Number(env.GITHUB_RUN_NUMBER);
  return {
    /** Whether a newer push (or the close) has a run already. */
    hasNewer: async () =>
      (await others()).some(
        (/** @type {any} */ run) => run.run_number > own && !WITHOUT_EFFECT.has(run.conclusion ?? ''),
      ),
    /** Cancels what older pushes still do; gives their numbers. */
    cancelOlder: async () => {
      const older = (await others()).filter(
        (/** @type {any} */ run) => run.run_number < own && UNDER_WAY.has(run.status),
      );
      for (const { id } of older) {
        // 409: it has ended meanwhile.
        await http.send('POST', `${repository}/actions/runs/${id}/cancel`).catch((error) => {
          if (error.status !== 409) throw error;
        });
      }
      return older.map((/** @type {any} */ run) => run.run_number);
    },
  };
}

/** @param {ReturnType<typeof createHttp>} http @param {string} issues @param {number} number */
function commentsOf(http, issues, number) {
  return {
    /** Comments that may be ours, the oldest first. */
    comments: async () => {
      const all = await http.list(`${issues}/${number}/comments`);
      return all.filter(({ user, author_association: role }) => user?.type === 'Bot' || TRUSTED.has(role));
    },
    /** @param {string} body */
    addComment: (body) => http.send('POST', `${issues}/${number}/comments`, { body }),
    /** @param {number} id @param {string} body */
    changeComment: (id, body) => http.send('PATCH', `${issues}/comments/${id}`, { body }),
    /** @param {number} id */
    removeComment: (id) => http.send('DELETE', `${issues}/comments/${id}`),
  };
}

/**
 * GitHub's deployments of the environment.
 * @param {{ http: ReturnType<typeof createHttp>, repository: string, sha: string, environment: string }} of
 */
function deploymentsOf({ http, repository, sha, environment }) {
  const path = `${repository}/deployments`;
  const all = () => http.list(`${path}?environment=${encodeURIComponent(environment)}`);
  /** @param {number} id @param {Readonly<Record<string, unknown>>} status */
  const setState = (id, status) => http.send('POST', `${path}/${id}/statuses`, status);
  /** Removes all but one; GitHub deletes inactive deployments only. @param {number | undefined} kept */
  const removeDeployments = async (kept) => {
    for (const { id } of (await all()).filter((one) => one.id !== kept)) {
      await setState(id, { state: 'inactive' });
      await http.send('DELETE', `${path}/${id}`);
    }
  };
  return {
    /** @param {string} logUrl */
    startDeployment: async (logUrl) => {
      const { id } = await http.send('POST', path, {
        ref: sha,
        environment,
        description: 'preview environment',
        auto_merge: false,
        required_contexts: [],
        transient_environment: true,
        production_environment: false,
      });
      await setState(id, { state: 'in_progress', log_url: logUrl });
      return id;
    },
    /** @param {number} id @param {'success' | 'failure'} state @param {{ logUrl: string, url?: string | undefined }} more */
    endDeployment: async (id, state, { logUrl, url }) => {
      await setState(id, { state, log_url: logUrl, ...(url !== undefined && { environment_url: url }) });
      if (state === 'success') await removeDeployments(id);
    },
    removeDeployments: () => removeDeployments(undefined),
  };
}
