#!/usr/bin/env node
// @ts-check
/**
 * Makes, redeploys or removes the preview environment of a pull request (GitHub) or merge request (GitLab), and keeps one
 * comment and the deployments up to date. eden.sh talks with eden's API. A refusal of GitHub or GitLab is a warning: the
 * environment is what counts.
 */
import { commentBody, runOfComment } from './comment.mjs';
import { runEdenSh } from './eden-sh.mjs';
import { createGithub } from './github.mjs';
import { createGitlab } from './gitlab.mjs';

const { env } = process;

/** @typedef {ReturnType<typeof createGithub> | ReturnType<typeof createGitlab>} Forge */

process.exitCode = await main().catch((error) => {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  return 1;
});

async function main() {
  const forge = env.GITLAB_CI === 'true' ? createGitlab(env) : createGithub(env);
  const of = { profile: env.EDEN_PROFILE || 'default', name: env.EDEN_NAME || forge.defaultName };
  if (!env.EDEN_API_KEY && forge.lacksSecrets) return skip(forge, `There is no preview: ${forge.lacksSecrets}.`);
  if (forge.isExposed && !forge.isClosed) {
    return skip(
      forge,
      'There is no preview: with pull_request_target the code of a fork would run with the roles of the reference service.',
    );
  }
  for (const name of ['EDEN_URL', 'EDEN_API_KEY']) if (!env[name]) throw new Error(`${name} is not set`);
  if (!forge.isClosed && !env.EDEN_IMAGE) throw new Error('EDEN_IMAGE (input image) is not set');
  const isCancelling = forge.hasToken && env.EDEN_CANCEL_OLDER !== 'false';
  if (!forge.hasToken) forge.tell('Without EDEN_TOKEN there is no comment, and older pushes are not cancelled.');
  if (isCancelling && (await optional(forge, 'newer pushes are not known', forge.hasNewer))) {
    return skip(forge, 'A newer push is deployed instead.');
  }
  if (isCancelling) {
    const older = (await optional(forge, 'older pushes were not cancelled', forge.cancelOlder)) ?? [];
    if (older.length > 0) forge.tell(`Cancelled older runs: ${older.join(', ')}.`);
  }
  return await (forge.isClosed ? remove(forge, of) : deploy(forge, of));
}

/** @param {Forge} forge @param {string} why */
function skip(forge, why) {
  forge.tell(why);
  forge.output({ state: 'skipped' });
  return 0;
}

/** @param {Forge} forge @param {{ profile: string, name: string }} of */
async function deploy(forge, of) {
  const labels = (await optional(forge, 'labels are not known', () => asFar(forge, forge.labels))) ?? [];
  const ttl = labels.includes(env.EDEN_KEEP_LABEL || 'keep-preview') ? 'none' : (env.EDEN_TTL ?? '');
  const image = env.EDEN_IMAGE ?? '';
  await comment(forge, of, { state: 'deploying', image });
  const id = await optional(forge, 'no deployment was made', () =>
    asFar(forge, () => forge.startDeployment(forge.logUrl)),
  );
  const made = await runEdenSh(['create', of.name, image, of.profile, ttl], { ...env, EDEN_PR: String(forge.number) });
  const url = made.answer?.url;
  if (made.status !== 'done') {
    const reason = reasonOf(made);
    if (id !== undefined)
      await optional(forge, 'the deployment stays open', () => forge.endDeployment(id, 'failure', forge));
    await comment(forge, of, { state: made.status, image, reason: made.status === 'failed' ? reason : undefined });
    forge.output({ state: 'failed' });
    return made.code;
  }
  if (id !== undefined) {
    await optional(forge, 'the deployment stays open', () =>
      forge.endDeployment(id, 'success', { logUrl: forge.logUrl, url }),
    );
  }
  await comment(forge, of, { state: 'ready', image, url, expires: made.answer?.expiresAt ?? undefined });
  forge.output({ state: 'ready', url: `${url}`, environment: `${made.answer?.environment}` });
  return 0;
}

/** @param {Forge} forge @param {{ profile: string, name: string }} of */
async function remove(forge, of) {
  const removed = await runEdenSh(['delete', of.name, of.profile], env);
  await optional(forge, 'deployments were not removed', () => asFar(forge, () => forge.removeDeployments()));
  const state = removed.status === 'done' ? 'removed' : removed.status;
  await comment(forge, of, { state, reason: removed.status === 'failed' ? reasonOf(removed) : undefined }, false);
  forge.output({ state: removed.status === 'done' ? 'removed' : 'failed' });
  return removed.code;
}

/**
 * Writes the comment, unless a newer run has. Two that were added at the same moment become one.
 * @param {Forge} forge @param {{ profile: string, name: string }} of
 * @param {{ state: import('./comment.mjs').State, url?: string, image?: string, expires?: string | undefined, reason?: string | undefined }} what
 * @param {boolean} isAdded whether a missing one is added
 */
async function comment(forge, of, what, isAdded = true) {
  if (env.EDEN_COMMENT === 'false' || !forge.hasToken) return;
  const label = env.EDEN_KEEP_LABEL || 'keep-preview';
  const keep = `label \`${label}\`, then a push; or \`eden create … --pin\``;
  const body = commentBody({ ...of, ...what, run: forge.run, logUrl: forge.logUrl, keep });
  await optional(forge, 'the comment is not up to date', async () => {
    const [first] = await ours(forge, of);
    if (first === undefined && !isAdded) return;
    if (first !== undefined && first.run > forge.run) return;
    if (first !== undefined) await forge.changeComment(first.id, body);
    else await add(forge, of, body);
  });
}

/** @param {Forge} forge @param {{ profile: string, name: string }} of @param {string} body */
async function add(forge, of, body) {
  const added = await forge.addComment(body);
  const [oldest] = await ours(forge, of);
  if (oldest === undefined || oldest.id === added.id) return;
  await forge.removeComment(added.id);
  if (oldest.run <= forge.run) await forge.changeComment(oldest.id, body);
}

/** Comments about this environment, with the runs that wrote them. @param {Forge} forge @param {{ profile: string, name: string }} of */
async function ours(forge, { profile, name }) {
  const all = await forge.comments();
  return all.flatMap(({ id, body }) => {
    const run = runOfComment(body, profile, name);
    return run === undefined ? [] : [{ id, run }];
  });
}

/** @param {Awaited<ReturnType<typeof runEdenSh>>} ended */
function reasonOf({ answer, said }) {
  if (typeof answer?.message === 'string') return answer.message;
  return said.trimEnd().split('\n').slice(-10).join('\n');
}

/** Without a token nothing is asked. @template T @param {Forge} forge @param {() => Promise<T>} work */
async function asFar(forge, work) {
  return forge.hasToken ? await work() : undefined;
}

/**
 * Does what the environment does not depend on; a refusal is a warning.
 * @template T @param {Forge} forge @param {string} otherwise @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
async function optional(forge, otherwise, work) {
  try {
    return await work();
  } catch (error) {
    forge.warn(`${otherwise}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
