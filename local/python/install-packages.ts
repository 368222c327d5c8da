import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { runCommand } from '../stack/run-command.ts';

const PIP_INSTALL = ['install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-compile'];
/** First pip that installs into another environment: [major, minor]. @see pip's changelog, 22.3, `--python` */
const PIP_WITH_PYTHON = [22, 3] as const;

/** The packages, and their purpose. */
export interface Installation {
  /** Folder of the new virtual environment. */
  readonly folder: string;
  /** Arguments of `pip install`. */
  readonly packages: readonly string[];
  /** Their purpose, as an error names it. */
  readonly purpose: string;
}

/**
 * Makes a virtual environment with packages in it. Where the Python has a pip of its own that can, that one installs
 * into it, which takes a third of the time and needs no `ensurepip`.
 * @throws LocalStackError with the last complaint of Python or pip
 */
export async function installPackages(
  python: string,
  { folder, packages, purpose }: Installation,
  signal?: AbortSignal,
): Promise<void> {
  const target = join(folder, 'bin', 'python');
  const hasPip = await canInstallElsewhere(python, signal);
  const made = await runCommand(python, ['-m', 'venv', ...(hasPip ? ['--without-pip'] : []), folder], signal);
  if (made.status === 'failed') {
    const isIncomplete = /ensurepip|No module named venv/.test(made.output);
    // Its last line then names a command that failed, not the reason.
    const reason = isIncomplete ? ' (Debian, Ubuntu: apt install python3-venv)' : `: ${lastLine(made.output)}`;
    throw new LocalStackError(`${python} cannot make a virtual environment${reason}`);
  }
  const pip = hasPip ? [python, '-m', 'pip', '--python', target] : [target, '-m', 'pip'];
  const [file = '', ...args] = pip;
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  // pip asks rustc for its version, and rustup would make a folder in the home.
  const env = { ...process.env, TMPDIR: temporary, RUSTUP_HOME: temporary };
  const installed = await runCommand(file, [...args, ...PIP_INSTALL, ...packages], signal, { env });
  await rm(temporary, { recursive: true, force: true });
  if (installed.status === 'failed') {
    throw new LocalStackError(`pip could not install ${purpose}: ${explainPip(installed.output)}`);
  }
}

async function canInstallElsewhere(python: string, signal?: AbortSignal): Promise<boolean> {
  const result = await runCommand(python, ['-m', 'pip', '--version'], signal);
  const [, major = '0', minor = '0'] = /^pip (\d+)\.(\d+)/.exec(result.output) ?? [];
  const [wantedMajor, wantedMinor] = PIP_WITH_PYTHON;
  return Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
}

/** One sentence for what pip printed. */
function explainPip(output: string): string {
  if (/No space left on device/.test(output)) return 'the disk is full';
  const isOffline =
    /NewConnectionError|Temporary failure in name resolution|Network is unreachable|ConnectTimeout|from versions: none/;
  if (isOffline.test(output)) {
    return 'its package index cannot be reached, or does not have it. Check the network, or name a mirror in PIP_INDEX_URL';
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
