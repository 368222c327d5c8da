import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MANIFESTS } from '../services/manifests.ts';
import { loadTopology } from '../shared/deploy/topology/read-config.ts';
import { prepareEden } from './eden/prepare-eden.ts';
import { addFluentConfig } from './fluent-receivers/fluent-config.ts';
import { keepFluentReceiver } from './fluent-receivers/keep-fluent-receiver.ts';
import { prepareSearch } from './search/prepare-search.ts';
import { keepSearchEngine } from './search/run-search-engine.ts';
import { writeSearchConfig } from './search/search-config.ts';
import { exportLines } from './stack/connection.ts';
import { buildFolders, deployAll } from './stack/deploy.ts';
import { describeStack } from './stack/describe-stack.ts';
import { LocalStackError } from './stack/local-stack-error.ts';
import { ROOT, STATE_DIRECTORY } from './stack/paths.ts';
import { type StackState, saveStack } from './stack/stack-state.ts';
import { findStack, startStack, stopStack } from './stack/up.ts';

/** The world of a command: what `main.ts` reads and writes for it. */
export interface Shell {
  readonly machine: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress. */
  readonly tell: (line: string) => void;
}

/** Of what `sls` prints: what is deployed now, and what went wrong. */
const WORTH_TELLING = /› (deploying|deployed|error)|✔|✖|rror:/;

/** What may run together with the local AWS. */
export interface UpChoices {
  /** `opensearch`: a real engine, and es-sink deployed to write to it; `fluent`: a receiver, and fluent-sink. */
  readonly with?: readonly string[];
}

/** `reset`: down and up again, empty. */
export async function reset(shell: Shell, choices: UpChoices = {}): Promise<number> {
  await down(shell);
  return up(shell, choices);
}

/** `down`: leaves no process and no file. */
export async function down({ tell }: Shell): Promise<number> {
  tell((await stopStack(STATE_DIRECTORY)) ? 'the local AWS is down' : 'no local AWS was up');
  return 0;
}

/** `up`: the stack alone, with the lines that lead other tools to it. */
export async function up(shell: Shell, choices: UpChoices = {}): Promise<number> {
  const { connection, search, fluent } = await bringUp(shell, choices);
  shell.print(exportLines(connection));
  if (search !== undefined) shell.print(`export OPENSEARCH_URL=${search.url}`);
  if (fluent !== undefined) shell.print(`export FLUENT_ENDPOINT=${fluent.endpoint}`);
  return 0;
}

/** Starts the local AWS and deploys all services to it; deploys again where one is up. */
export async function bringUp({ machine, tell }: Shell, choices: UpChoices = {}): Promise<StackState> {
  const options = { stateDirectory: STATE_DIRECTORY, region: await stageRegion(), machine, tell };
  const started = await startStack(options);
  const absent = buildFolders(false);
  const folders = [...new Set([...started.buildFolders, ...absent])];
  const plain = { ...started, buildFolders: folders };
  await saveStack(STATE_DIRECTORY, plain);
  const withEngine = choices.with?.includes('opensearch') || plain.search ? await withSearch(plain, tell) : plain;
  const state = choices.with?.includes('fluent') || plain.fluent ? await withFluent(withEngine, tell) : withEngine;
  await saveStack(STATE_DIRECTORY, state);
  tell('deploying all services (sls deploy --stage local)');
  const tellWorthy = (line: string): void => {
    if (WORTH_TELLING.test(line)) tell(`  ${line.trim()}`);
  };
  const { configRoot } = state;
  const config = configRoot === undefined ? {} : { configRoot };
  await deployAll(state.connection, machine, tellWorthy, config);
  await seedEden(state, tell);
  tell('deployed');
  return state;
}

async function stageRegion(): Promise<string> {
  const { region } = parse(await readFile(join(ROOT, 'config', 'stages', 'local.yml'), 'utf8'));
  return String(region);
}

async function withSearch(state: StackState, tell: Shell['tell']): Promise<StackState> {
  const search = state.search ?? (await keepSearchEngine(state.directory, tell));
  await prepareSearch(search.url);
  return { ...state, search, configRoot: await writeSearchConfig(state.directory, search.url) };
}

async function withFluent(state: StackState, tell: Shell['tell']): Promise<StackState> {
  const fluent = state.fluent ?? (await keepFluentReceiver(state.directory, tell));
  const base = state.search === undefined ? undefined : state.configRoot;
  return { ...state, fluent, configRoot: await addFluentConfig(state.directory, fluent.endpoint, base) };
}

/** What eden's API clones, and how to call it; a configuration of one's own may leave `eden` out. */
async function seedEden({ connection, configRoot }: StackState, tell: Shell['tell']): Promise<void> {
  const { eden } = loadTopology(MANIFESTS, 'local', configRoot ?? ROOT).settings;
  if (eden === undefined) return;
  const { url, key, image } = await prepareEden(connection, eden.table.name);
  tell(`eden's API: export EDEN_URL=${url} EDEN_API_KEY=${key}`);
  tell(`  curl "$EDEN_URL/api/v1/create?name=foo&image_uri=${image}&profile=api" -H "x-api-key: $EDEN_API_KEY"`);
}

/** `status`: what is up, for people or machines. Exit code 1 when nothing is. */
export async function status({ print, tell }: Shell, { json }: { readonly json?: boolean }): Promise<number> {
  const state = await findStack(STATE_DIRECTORY);
  if (state === undefined) {
    if (json) print(JSON.stringify({ up: false }));
    else tell('no local AWS is up: npm run local -- up');
    return 1;
  }
  const description = await describeStack(state);
  if (json) {
    print(JSON.stringify({ up: true, ...description }, null, 2));
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
  return error instanceof LocalStackError
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
}
