import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './package-services.ts';

const run = promisify(execFile);
const REQUIREMENTS = join(ROOT, 'test/requirements.txt');
const VENV = join(ROOT, '.local/test-venv');
const STAMP = join(VENV, 'installed.txt');

/** What cfn-lint has to say about templates: errors and warnings, one a line; empty when nothing. */
export async function lintTemplates(templates: readonly string[]): Promise<string> {
  const cfnLint = await ensureCfnLint();
  try {
    const { stdout } = await run(cfnLint, ['--format', 'parseable', '--', ...templates]);
    return stdout;
  } catch (error) {
    // execFile rejects with the output attached: cfn-lint found something, or could not run.
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}

/** Installs the pinned cfn-lint once; needs Python 3.10 or newer with venv. */
async function ensureCfnLint(): Promise<string> {
  const wanted = await readFile(REQUIREMENTS, 'utf8');
  const installed = await readFile(STAMP, 'utf8').catch(() => '');
  if (installed !== wanted) {
    await mkdir(join(ROOT, '.local'), { recursive: true });
    await run('python3', ['-m', 'venv', '--clear', VENV]);
    await run(join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
    await writeFile(STAMP, wanted);
  }
  return join(VENV, 'bin/cfn-lint');
}
