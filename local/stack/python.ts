import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './local-stack-error.ts';
import { ROOT } from './paths.ts';

const run = promisify(execFile);

/** Oldest Python that the local AWS runs on: [major, minor]. */
const OLDEST = [3, 10] as const;
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const REQUIREMENTS = join(ROOT, 'local', 'requirements.txt');
const VENV = join(ROOT, 'local', '.venv');

/**
 * Installs what `local/requirements.txt` names into `local/.venv`, unless it stands there already. It is built beside
 * its place and moved in whole, so that two at once, or one interrupted, leave no half of it.
 * @param tell progress, one line
 * @returns the Python interpreter of the environment
 * @throws LocalStackError when there is no Python ≥ 3.10, no `venv` module, or nothing to install from
 */
export async function ensurePython(tell: (line: string) => void): Promise<string> {
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  const python = join(VENV, 'bin', 'python');
  if (await isInstalled(wanted)) return python;
  const base = await findPython();
  tell('installing the local AWS into local/.venv');
  const draft = `${VENV}-${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    await createVenv(base, draft);
    await install(draft);
    await writeFile(join(draft, 'installed.txt'), wanted);
    if (!(await isInstalled(wanted))) {
      await rm(VENV, { recursive: true, force: true });
      await rename(draft, VENV);
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await access(python);
  return python;
}

async function isInstalled(wanted: string): Promise<boolean> {
  return (await readFile(join(VENV, 'installed.txt'), 'utf8').catch(() => '')) === wanted;
}

async function findPython(): Promise<string> {
  const tooOld: string[] = [];
  for (const command of CANDIDATES) {
    const version = await versionOf(command);
    if (version === undefined) continue;
    const [major, minor] = version;
    if (major === OLDEST[0] && minor >= OLDEST[1]) return command;
    tooOld.push(`${command} is ${major}.${minor}`);
  }
  const found = tooOld.length === 0 ? 'none was found on the PATH' : tooOld.join(', ');
  throw new LocalStackError(`the local AWS needs Python ${OLDEST.join('.')} or newer: ${found}`);
}

async function versionOf(command: string): Promise<readonly [number, number] | undefined> {
  try {
    const { stdout } = await run(command, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
    return [major, minor];
  } catch {
    return undefined;
  }
}

async function createVenv(python: string, directory: string): Promise<void> {
  try {
    await run(python, ['-m', 'venv', directory]);
  } catch (error) {
    const reason = String((error as { stdout?: string }).stdout || error).trim();
    throw new LocalStackError(
      `${python} cannot make a virtual environment (Debian: apt install python3-venv): ${reason}`,
    );
  }
}

async function install(directory: string): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  try {
    await run(join(directory, 'bin', 'python'), pip);
  } catch (error) {
    const reason = String((error as { stderr?: string }).stderr || error).trim();
    throw new LocalStackError(`the local AWS could not be installed: ${reason}`);
  }
}
