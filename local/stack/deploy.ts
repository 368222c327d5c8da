import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv } from './child-env.ts';
import { type ComposeService, listServices } from './compose-services.ts';
import type { Connection } from './connection.ts';
import { explainSls } from './explain-sls.ts';
import { LocalStackError } from './local-stack-error.ts';
import { ROOT } from './paths.ts';
import { runCommand } from './run-command.ts';

/** How often `sls` asks CloudFormation, in ms: its own 5 s are meant for AWS. */
const POLL_MS = '300';

/** How long one service may take, in ms: a local AWS that meets a fault of the machine may answer no more. */
const LIMIT_MS = 600_000;

/** Options of {@link deployAll}. */
interface DeployOptions {
  /** Folder of another `config/` than the project's. */
  readonly configRoot?: string;
  /** Names of the services to deploy; default: all of serverless-compose.yml. */
  readonly only?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  /** Where temporary files go; they are removed at the end. Default: the machine's folder for them. */
  readonly temporary?: string;
}

/** Build folders of `sls`, at the root and in each service, that exist or do not. */
export function buildFolders(exist: boolean): string[] {
  const services = listServices().map(({ folder }) => folder);
  const folders = [ROOT, ...services].flatMap((folder) => [join(folder, '.serverless'), join(folder, '.esbuild')]);
  return folders.filter((folder) => existsSync(folder) === exist);
}

/**
 * Deploys services to the local AWS with `sls deploy --stage local` in their folders, in the order of
 * serverless-compose.yml; what does not depend on each other is deployed side by side.
 * @param tell progress, one line a service
 * @throws LocalStackError with what `sls` said of the first service that failed; the signal's reason
 */
export async function deployAll(
  connection: Connection,
  machine: Readonly<Record<string, string | undefined>>,
  tell: (line: string) => void,
  options: DeployOptions = {},
): Promise<void> {
  const { only, signal } = options;
  const services = listServices().filter(({ name }) => only?.has(name) ?? true);
  const directory = await mkdtemp(join(options.temporary ?? tmpdir(), 'baikonur-deploy-'));
  const failed = new AbortController();
  const ended = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const env = await deployEnv(connection, machine, directory, options.configRoot);
  const deployed = new Map<string, Promise<void>>();
  for (const service of services) {
    const before = service.after.map((name) => deployed.get(name));
    const deploying = Promise.all(before).then(() => deployOne(service, env, tell, ended));
    deploying.catch(() => failed.abort());
    deployed.set(service.name, deploying);
  }
  try {
    const results = await Promise.allSettled(deployed.values());
    signal?.throwIfAborted();
    const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (problems.length > 0) throw problems.find((reason) => reason instanceof LocalStackError) ?? problems[0];
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The environment of `sls`; what it keeps in its home and in the temporary folder is removed with `directory`. */
async function deployEnv(
  connection: Connection,
  machine: Readonly<Record<string, string | undefined>>,
  directory: string,
  configRoot: string | undefined,
): Promise<Record<string, string>> {
  const [home, temporary] = [join(directory, 'home'), join(directory, 'tmp')];
  await Promise.all([mkdir(home), mkdir(temporary)]);
  return {
    ...childEnv(connection, machine),
    ...(configRoot === undefined ? {} : { BAIKONUR_CONFIG: configRoot }),
    HOME: home,
    TMPDIR: temporary,
    // What the first `sls` compiles, the next ones load.
    NODE_COMPILE_CACHE: join(directory, 'compiled'),
    SLS_AWS_MONITORING_FREQUENCY: POLL_MS,
    CI: 'true',
  };
}

async function deployOne(
  { name, folder }: ComposeService,
  env: Record<string, string>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAtMs = Date.now();
  const late = AbortSignal.timeout(LIMIT_MS);
  const ended = AbortSignal.any([signal, late]);
  const deploying = runCommand('sls', ['deploy', '--stage', 'local'], ended, { cwd: folder, env });
  const result = await deploying.catch((error: unknown) => {
    if (signal.aborted || !late.aborted) throw error;
    throw new LocalStackError(`${name} was not deployed within ${LIMIT_MS / 60_000} minutes: the local AWS is stuck`);
  });
  if (result.status === 'failed') throw new LocalStackError(`${name} was not deployed: ${explainSls(result.output)}`);
  tell(`  ${name} deployed (${((Date.now() - startedAtMs) / 1000).toFixed(1)} s)`);
}
