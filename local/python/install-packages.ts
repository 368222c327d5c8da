import { join } from 'node:path';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { runCommand } from '../stack/run-command.ts';

const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];

/** Makes an empty virtual environment. @throws LocalStackError when Python has no `venv` module */
export async function createVenv(python: string, folder: string, signal?: AbortSignal): Promise<void> {
  const result = await runCommand(python, ['-m', 'venv', folder], signal);
  if (result.status === 'done') return;
  const hint = /ensurepip|No module named venv/.test(result.output)
    ? ' (Debian, Ubuntu: apt install python3-venv)'
    : '';
  throw new LocalStackError(`${python} cannot make a virtual environment${hint}: ${lastLine(result.output)}`);
}

/**
 * Installs packages into a virtual environment.
 * @param purpose what they are for, as the error names it
 * @throws LocalStackError with the last complaint of pip
 */
export async function installPackages(
  folder: string,
  packages: readonly string[],
  purpose: string,
  signal?: AbortSignal,
): Promise<void> {
  const result = await runCommand(join(folder, 'bin', 'python'), [...PIP, ...packages], signal);
  if (result.status === 'done') return;
  throw new LocalStackError(`pip could not install ${purpose}: ${explainPip(result.output)}`);
}

/** One sentence for what pip printed. */
function explainPip(output: string): string {
  if (/No space left on device/.test(output)) return 'the disk is full';
  const isOffline = /NewConnectionError|Temporary failure in name resolution|Network is unreachable|ConnectTimeout/;
  if (isOffline.test(output)) {
    return 'its package index cannot be reached. Check the network, or name a mirror in PIP_INDEX_URL';
  }
  return lastLine(
    output
      .split('\n')
      .filter((line) => line.startsWith('ERROR:'))
      .join('\n') || output,
  );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
