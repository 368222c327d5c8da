import { printableJson } from '../shared/log/printable.ts';
import { bringUp, type UpChoices } from './bring-up.ts';
import type { Shell } from './shell.ts';
import { exportLines } from './stack/connection.ts';
import { describeStack } from './stack/describe-stack.ts';
import { LocalStackError } from './stack/local-stack-error.ts';
import { ROOT, START_LOCK, STATE_DIRECTORY } from './stack/paths.ts';
import { removeUnfinishedPython } from './stack/python.ts';
import { takeProcessLock } from './stack/take-lock.ts';
import { findStack, stopStack } from './stack/up.ts';

/** `reset`: down and up again, empty. */
export async function reset(shell: Shell, choices: UpChoices = {}): Promise<number> {
  await down(shell);
  return up(shell, choices);
}

/** `down`: leaves no process and no file. */
export async function down({ tell }: Shell): Promise<number> {
  tell((await stopStack(STATE_DIRECTORY)) ? 'the local AWS is down' : 'no local AWS was up');
  // What a killed command left; a running command keeps its own.
  const lock = await takeProcessLock(START_LOCK);
  if (lock.status === 'ours') await lock.release();
  await removeUnfinishedPython();
  return 0;
}

/** `up`: the stack alone, with the lines that lead other tools to it. */
export async function up(shell: Shell, choices: UpChoices = {}): Promise<number> {
  return alone(async () => {
    const { state } = await bringUp(shell, choices, false);
    shell.print(exportLines(state.connection));
    if (state.search !== undefined) shell.print(`export OPENSEARCH_URL=${state.search.url}`);
    if (state.fluent !== undefined) shell.print(`export FLUENT_ENDPOINT=${state.fluent.endpoint}`);
    if (state.eden !== undefined) {
      const { url, key, image } = state.eden;
      shell.print(`export EDEN_URL=${url}\nexport EDEN_API_KEY=${key}\nexport IMAGE=${image}`);
    }
    return 0;
  });
}

/**
 * Runs what changes the local AWS of this checkout while no other command does.
 * @throws LocalStackError that names the other command's process
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  const lock = await takeProcessLock(START_LOCK);
  if (lock.status === 'taken') {
    throw new LocalStackError(
      `npm start or npm run local -- up is running in ${ROOT} (process ${lock.pid}): wait until it has ended, or end it`,
    );
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** `status`: what is up, for people or machines. Exit code 1 when nothing is. */
export async function status({ print, tell }: Shell, { json }: { readonly json?: boolean }): Promise<number> {
  const state = await findStack(STATE_DIRECTORY);
  if (state === undefined) {
    if (json) print(printableJson({ up: false }));
    else tell('no local AWS is up: npm run local -- up');
    return 1;
  }
  const description = await describeStack(state);
  if (json) {
    print(printableJson({ up: true, ...description }, 2));
    return 0;
  }
  const { eventSources, streams, buckets, tables, functions, directory } = description;
  print(exportLines(state.connection));
  const lists = { streams, buckets, tables, functions };
  for (const [name, items] of Object.entries(lists)) print(`# ${name}: ${items.join(' ') || 'none'}`);
  print(`# mappings served: ${eventSources.mappings.length}, subscriptions: ${eventSources.subscriptions.length}`);
  print(`# logs: ${directory}`);
  return 0;
}

/** Turns what a command threw into a sentence, where it is one for its user. */
export function explain(error: unknown): string {
  if (error instanceof LocalStackError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'bad_topology') return error.message;
  if ('code' in error && error.code === 'ENOSPC') return `the disk is full: ${error.message}`;
  // A file that cannot be read or made: the system's sentence names it.
  if ('syscall' in error && 'path' in error) return error.message;
  return error.stack ?? error.message;
}
