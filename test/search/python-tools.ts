import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const REQUIREMENTS = join(HERE, 'requirements.txt');
const CACHE = resolve(HERE, '../../.local');
const VENV = join(CACHE, 'search-tools');

/** Runs a script of this folder: JSON in, JSON out. */
export async function askPython(script: string, input: unknown): Promise<unknown> {
  const child = spawn(await ensurePython(), [join(HERE, script)], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(input));
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(`${script} answered nothing: ${complaints}`);
  return JSON.parse(output);
}

/** A virtual environment with the independent judges of `requirements.txt`, made once; its interpreter. */
async function ensurePython(): Promise<string> {
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  const python = join(VENV, 'bin', 'python');
  if (await isInstalled(wanted)) return python;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, '.search-tools-'));
  try {
    await run('python3', ['-m', 'venv', draft]);
    await run(join(draft, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
    await writeFile(join(draft, 'installed.txt'), wanted);
    if (!(await isInstalled(wanted))) {
      await rm(VENV, { recursive: true, force: true });
      await rename(draft, VENV);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return python;
}

async function isInstalled(wanted: string): Promise<boolean> {
  return (await readFile(join(VENV, 'installed.txt'), 'utf8').catch(() => '')) === wanted;
}
