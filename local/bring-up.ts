import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { MANIFESTS } from '../services/manifests.ts';
import { loadTopology } from '../shared/deploy/topology/read-config.ts';
import { type LocalEden, prepareEden } from './eden/prepare-eden.ts';
import { addFluentConfig } from './fluent-receivers/fluent-config.ts';
import { keepFluentReceiver } from './fluent-receivers/keep-fluent-receiver.ts';
import { prepareSearch } from './search/prepare-search.ts';
import { keepSearchEngine } from './search/run-search-engine.ts';
import { writeSearchConfig } from './search/search-config.ts';
import type { Shell } from './shell.ts';
import { usedServices } from './stack/compose-services.ts';
import { buildFolders, deployAll } from './stack/deploy.ts';
import { ROOT, STATE_DIRECTORY } from './stack/paths.ts';
import { type StackState, saveStack } from './stack/stack-state.ts';
import { startStack, stopStack } from './stack/up.ts';
import { whileUp } from './while-up.ts';

/** Servers to run together with the local AWS, and whether to deploy again. */
export interface UpChoices {
  /** `opensearch`: a real engine, and es-sink deployed to write to it; `fluent`: a receiver, and fluent-sink. */
  readonly with?: readonly string[];
  /** Deploy to a stack that is up, too. */
  readonly redeploy?: boolean;
}

/** A stack that is up, and whether it was deployed to by this call. */
export interface BroughtUp {
  readonly state: StackState;
  readonly isNew: boolean;
}

/**
 * Starts the local AWS and deploys the services that `config/` uses. A stack that is up stays as it is, unless it was
 * not deployed to the end, something new runs with it, or `redeploy` is chosen; then all services are deployed. What was
 * started by a call that fails is removed.
 * @param endsWithUs whether a new stack ends with this process
 */
export async function bringUp(shell: Shell, choices: UpChoices, endsWithUs: boolean): Promise<BroughtUp> {
  const { machine, tell, signal } = shell;
  const options = { stateDirectory: STATE_DIRECTORY, region: await stageRegion(), machine, tell, signal, endsWithUs };
  const started = await startStack(options);
  const adds = (choices.with ?? []).filter((name) => (name === 'opensearch' ? !started.search : !started.fluent));
  if (started.deployed && !choices.redeploy && adds.length === 0) {
    tell(`the local AWS is already up at ${started.connection.endpoint}; --redeploy deploys to it again`);
    return { state: started, isNew: false };
  }
  try {
    const state = await whileUp(shell, started, (watching) => deploy(watching, started, choices));
    return { state, isNew: !started.deployed };
  } catch (error) {
    if (!started.deployed) await stopStack(STATE_DIRECTORY);
    throw error;
  }
}

async function stageRegion(): Promise<string> {
  const { region } = parse(await readFile(join(ROOT, 'config', 'stages', 'local.yml'), 'utf8'));
  return String(region);
}

async function deploy(shell: Shell, started: StackState, choices: UpChoices): Promise<StackState> {
  const { machine, tell, signal } = shell;
  const plain = { ...started, buildFolders: [...new Set([...started.buildFolders, ...buildFolders(false)])] };
  await saveStack(STATE_DIRECTORY, plain);
  const withEngine = choices.with?.includes('opensearch') || plain.search ? await withSearch(plain, shell) : plain;
  const state = choices.with?.includes('fluent') || plain.fluent ? await withFluent(withEngine, shell) : withEngine;
  await saveStack(STATE_DIRECTORY, state);
  signal.throwIfAborted();
  const { configRoot } = state;
  const used = usedServices(configRoot ?? ROOT);
  // A service that was deployed before may not be used any more.
  const only = started.deployed ? undefined : used;
  tell(`deploying ${[...used].join(', ')} (sls deploy)`);
  await deployAll(state.connection, machine, tell, {
    signal,
    temporary: state.directory,
    ...(only && { only }),
    ...(configRoot !== undefined && { configRoot }),
  });
  const eden = await seedEden(state);
  const deployed = { ...state, deployed: true, ...(eden && { eden }) };
  await saveStack(STATE_DIRECTORY, deployed);
  return deployed;
}

async function withSearch(state: StackState, shell: Shell): Promise<StackState> {
  const search = state.search ?? (await keepSearchEngine(state.directory, shell));
  await saveStack(STATE_DIRECTORY, { ...state, search });
  await prepareSearch(search.url);
  return { ...state, search, configRoot: await writeSearchConfig(state.directory, search.url) };
}

async function withFluent(state: StackState, shell: Shell): Promise<StackState> {
  const fluent = state.fluent ?? (await keepFluentReceiver(state.directory, shell));
  const base = state.search === undefined ? undefined : state.configRoot;
  return { ...state, fluent, configRoot: await addFluentConfig(state.directory, fluent.endpoint, base) };
}

/** Makes what eden's API clones; `config/` may leave `eden` out. */
async function seedEden({ connection, configRoot }: StackState): Promise<LocalEden | undefined> {
  const { eden } = loadTopology(MANIFESTS, 'local', configRoot ?? ROOT).settings;
  return eden && (await prepareEden(connection, eden.table.name));
}
