import { join } from 'node:path';
import { ensureVenv, removeUnfinished } from '../python/ensure-venv.ts';
import { ROOT } from './paths.ts';

const VENV = join(ROOT, 'local', '.venv');

/**
 * Installs the local AWS into `local/.venv`, unless it is there already.
 * @param tell progress, one line
 * @returns the Python interpreter of the environment
 * @throws LocalStackError see {@link ensureVenv}
 */
export function ensurePython(tell: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const venv = {
    folder: VENV,
    requirements: join(ROOT, 'local', 'requirements.txt'),
    purpose: 'the local AWS',
  };
  return ensureVenv(venv, { tell, ...(signal && { signal }) });
}

/** Removes what a killed installation of the local AWS left. */
export function removeUnfinishedPython(): Promise<void> {
  return removeUnfinished(VENV);
}
