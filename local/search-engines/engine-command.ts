import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENGINES, type EngineName } from './engines.ts';
import { findJavaHome, installEngine } from './install-engine.ts';

type Settings = Readonly<Record<string, string>>;

/** How to start an engine, in a home of its own. */
interface EngineCommand {
  /** A new temporary folder for data and logs. */
  readonly home: string;
  readonly argv: readonly string[];
  readonly env: Settings;
}

/** `nobody`: Elasticsearch refuses to run as root. */
const NOBODY = '65534';

const HEAP = ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC'];

/** Installs an engine where it is not there yet and prepares a home for one run of it. */
export async function commandOf(name: EngineName, settings: Settings): Promise<EngineCommand> {
  const folder = await installEngine(name);
  return ENGINES[name].kind === 'jars'
    ? openSearchCommand(name, folder, settings)
    : elasticsearchCommand(name, folder, settings);
}

async function openSearchCommand(name: EngineName, folder: string, settings: Settings): Promise<EngineCommand> {
  const engine = ENGINES[name];
  if (engine.kind !== 'jars') throw new Error(`${name} is not made of jars`);
  const home = await mkdtemp(join(tmpdir(), `${name}-`));
  const javaHome = engine.javaPackage === undefined ? await findJavaHome() : join(folder, 'java');
  const classpath = [join(folder, 'classes'), join(folder, 'lib', '*')].join(':');
  const pairs = Object.entries({ 'node.roles': 'cluster_manager,data,ingest', ...settings });
  const args = [home, engine.modules.join(','), ...pairs.map(([key, value]) => `${key}=${value}`)];
  return { home, argv: [join(javaHome, 'bin', 'java'), ...HEAP, '-cp', classpath, 'Engine', ...args], env: {} };
}

async function elasticsearchCommand(name: EngineName, folder: string, settings: Settings): Promise<EngineCommand> {
  const home = await mkdtemp(join(tmpdir(), `${name}-`));
  await writeConfig(folder, home, settings);
  // Not `home` itself: Elasticsearch 8 does not start where its temporary folder holds its configuration.
  const temporary = join(home, 'tmp');
  await mkdir(temporary);
  const javaHome = await findJavaHome();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await promisify(execFile)('chown', ['-R', `${NOBODY}:${NOBODY}`, home]);
  const unprivileged = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  return {
    home,
    argv: [...unprivileged, join(folder, 'home', 'bin', 'elasticsearch')],
    env: {
      ES_PATH_CONF: join(home, 'config'),
      ES_JAVA_HOME: javaHome,
      JAVA_HOME: javaHome,
      HOME: home,
      ES_TMPDIR: temporary,
    },
  };
}

async function writeConfig(folder: string, home: string, settings: Settings): Promise<void> {
  const config = join(home, 'config');
  await cp(join(folder, 'home', 'config'), config, { recursive: true });
  const lines = Object.entries({
    'xpack.security.enabled': 'false',
    'path.data': join(home, 'data'),
    'path.logs': join(home, 'logs'),
    ...settings,
  }).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  await writeFile(join(config, 'elasticsearch.yml'), lines.join(''));
  const jvmOptions = await readFile(join(config, 'jvm.options'), 'utf8');
  // The distribution chooses a collector and logs its work into a folder that is not ours to write to.
  await writeFile(join(config, 'jvm.options'), jvmOptions.replaceAll(/^.*(?:Xlog:gc|Use[A-Za-z0-9]+GC).*$/gm, ''));
  await mkdir(join(config, 'jvm.options.d'), { recursive: true });
  await writeFile(join(config, 'jvm.options.d', 'heap.options'), `${HEAP.join('\n')}\n`);
}
