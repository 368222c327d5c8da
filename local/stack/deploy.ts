import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnv } from './child-env.ts';
import type { Connection } from './connection.ts';
import { LocalStackError } from './local-stack-error.ts';
import { ROOT } from './paths.ts';

/** How often `sls` asks CloudFormation, in ms: its own 5 s are made for the cloud. */
const POLL_MS = '300';

/** What is deployed, where it is not by the project's own configuration. */
interface DeployOptions {
  /** Folder of another `config/`. */
  readonly configRoot?: string;
}

/** Build folders of `sls`, at the root and in each service, that exist or do not. */
export function buildFolders(exist: boolean): string[] {
  const services = readdirSync(join(ROOT, 'services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(ROOT, 'services', name));
  const folders = [ROOT, ...services].flatMap((folder) => [join(folder, '.serverless'), join(folder, '.esbuild')]);
  return folders.filter((folder) => existsSync(folder) === exist);
}

/**
 * Deploys every service to the local AWS, as `npx sls deploy --stage local` at the root does.
 * @param tell each line that `sls` prints
 * @throws LocalStackError with the end of its output
 */
export async function deployAll(
  connection: Connection,
  machine: Readonly<Record<string, string | undefined>>,
  tell: (line: string) => void,
  { configRoot }: DeployOptions = {},
): Promise<void> {
  const config = configRoot === undefined ? {} : { BAIKONUR_CONFIG: configRoot };
  const env = { ...childEnv(connection, machine), ...config, SLS_AWS_MONITORING_FREQUENCY: POLL_MS, CI: 'true' };
  const child = spawn('sls', ['deploy', '--stage', 'local'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (line.trim()) tell(line);
  };
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', keep);
  const code = await ended;
  if (code !== 0)
    throw new LocalStackError(`sls deploy --stage local ended with ${code}:\n${lines.slice(-60).join('\n')}`);
}
