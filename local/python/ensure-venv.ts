import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../stack/paths.ts';
import { takeProcessLock } from '../stack/take-lock.ts';
import { findPython } from './find-python.ts';
import { installPackages } from './install-packages.ts';

/** A virtual environment of Python that the project needs. */
export interface Venv {
  /** Where it is, e.g. `local/.venv` in the checkout. */
  readonly folder: string;
  /**
   * The `requirements.txt` that pins every package in it, with the hashes of its files. Beside it, as `.in`, are those
   * that the project asks for: `npm run pins` writes one from the other.
   */
  readonly requirements: string;
  /** Its purpose, as the progress line names it: `the local AWS`. */
  readonly purpose: string;
}

/** Options of {@link ensureVenv}. */
export interface EnsureVenvOptions {
  /** Progress, one line each: what is installed and where, or who is waited for. */
  readonly tell: (line: string) => void;
  /** Ends the installation; nothing of it is left. */
  readonly signal?: AbortSignal;
}

const WAIT_MS = 100;
/** In the environment: the requirements that it was made from. */
const STAMP = 'installed.txt';

/** Running installations of this process, by folder. */
const underWay = new Map<string, Promise<string>>();

/**
 * Installs a virtual environment, unless it is there already. Of several processes that need it at once (test workers,
 * a running stack) one installs it and the others wait; it is built as `<folder>.new` and renamed when it is complete,
 * and what a killed process left of it is removed.
 * @returns the path of its Python interpreter
 * @throws LocalStackError when there is no Python ≥ 3.10, no `venv` module, or the packages cannot be installed
 */
export async function ensureVenv(venv: Venv, options: EnsureVenvOptions): Promise<string> {
  const installing = underWay.get(venv.folder) ?? installAlone(venv, options);
  underWay.set(venv.folder, installing);
  try {
    return await installing;
  } finally {
    underWay.delete(venv.folder);
  }
}

async function installAlone(venv: Venv, { tell, signal }: EnsureVenvOptions): Promise<string> {
  const { folder, purpose } = venv;
  const wanted = await readFile(venv.requirements, 'utf8');
  for (let told = false; !(await isInstalled(folder, wanted)); told = true) {
    signal?.throwIfAborted();
    await mkdir(dirname(folder), { recursive: true });
    const lock = await takeProcessLock(lockOf(folder));
    if (lock.status === 'taken') {
      if (!told) tell(`waiting for process ${lock.pid}, which installs ${purpose}`);
      await sleep(WAIT_MS, undefined, signal ? { signal } : {});
      continue;
    }
    try {
      if (!(await isInstalled(folder, wanted))) await install(venv, wanted, { tell, ...(signal && { signal }) });
    } finally {
      await lock.release();
    }
  }
  return join(folder, 'bin', 'python');
}

async function isInstalled(folder: string, wanted: string): Promise<boolean> {
  return (await readFile(join(folder, STAMP), 'utf8').catch(() => '')) === wanted;
}

async function install(venv: Venv, wanted: string, { tell, signal }: EnsureVenvOptions): Promise<void> {
  const { folder, requirements, purpose } = venv;
  const draft = draftOf(folder);
  const base = await findPython();
  const asked = await readFile(requirements.replace(/\.txt$/, '.in'), 'utf8');
  tell(`installing ${purpose} (${pinsOf(asked).join(', ')}) into ${relative(ROOT, folder)}`);
  await rm(draft, { recursive: true, force: true });
  try {
    await installPackages(base, { folder: draft, packages: ['--require-hashes', '-r', requirements], purpose }, signal);
    await access(join(draft, 'bin', 'python'));
    await writeFile(join(draft, STAMP), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes what a killed process left of an environment that it installed; one that is being installed stays. */
export async function removeUnfinished(folder: string): Promise<void> {
  const lock = await takeProcessLock(lockOf(folder));
  if (lock.status === 'taken') return;
  await rm(draftOf(folder), { recursive: true, force: true, maxRetries: 3 });
  await lock.release();
}

function lockOf(folder: string): string {
  return `${folder}.lock`;
}

function draftOf(folder: string): string {
  return `${folder}.new`;
}

/** The requirements without comments and options. */
function pinsOf(requirements: string): string[] {
  return requirements
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('-'));
}
