import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureVenv } from '../../../local/python/ensure-venv.ts';
import { tellTester } from '../../tell-tester.ts';
import { type Account, region, table } from '../world.ts';

const HERE = __dirname;
const ROOT = join(HERE, '..', '..', '..');

/** The output of a program of the Python eden, and its exit code. */
export interface PythonSaid {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One operation of the Python eden's core 0.2.0. */
export interface CoreOperation {
  readonly operation: 'create' | 'delete' | 'ls';
  readonly name?: string;
  readonly image?: string;
  readonly profile?: Readonly<Record<string, string>>;
}

/** Runs the core 0.2.0 on an account's table `eden`, as its CLI does. */
export async function runCore(account: Account, operation: CoreOperation): Promise<PythonSaid> {
  const python = await ensurePython('python-eden', 'requirements.txt');
  const input = { table, profileName: 'api', ...operation };
  return await run(account, [python, join(HERE, 'core.py')], JSON.stringify(input));
}

/** Runs the CLI 0.1.5 with its own arguments. */
export async function runCli015(account: Account, args: readonly string[], home: string): Promise<PythonSaid> {
  const python = await ensurePython('python-eden-0.1.5', 'requirements-0.1.5.txt');
  const program = 'import sys; from aws_eden_cli.cmdline import main; main(sys.argv[1:])';
  return await run(account, [python, '-c', program, ...args], '', { HOME: home });
}

function ensurePython(folder: string, requirements: string): Promise<string> {
  const venv = {
    folder: join(ROOT, '.local', folder),
    requirements: join(HERE, requirements),
    purpose: 'the Python eden',
  };
  return ensureVenv(venv, { tell: tellTester });
}

async function run(
  { strict, seeded }: Account,
  [program = '', ...args]: readonly string[],
  input: string,
  more: Readonly<Record<string, string>> = {},
): Promise<PythonSaid> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: strict.url,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: seeded.fields['master_alb_arn']?.split(':')[4],
    AWS_SECRET_ACCESS_KEY: 'strict',
    AWS_SESSION_TOKEN: 'python',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    ...more,
  };
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}
