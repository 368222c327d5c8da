import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ensureVenv } from '../../local/python/ensure-venv.ts';
import { tellTester } from '../tell-tester.ts';
import { ROOT } from './package-services.ts';

const run = promisify(execFile);

/** Output of cfn-lint for templates: errors and warnings, one a line; empty when there are none. */
export async function lintTemplates(templates: readonly string[]): Promise<string> {
  const python = await ensureCfnLint();
  try {
    // By its interpreter: the first line of the script names the folder in which pip installed it.
    const script = join(dirname(python), 'cfn-lint');
    const { stdout } = await run(python, [script, '--format', 'parseable', '--', ...templates]);
    return stdout;
  } catch (error) {
    // execFile rejects with the output attached: cfn-lint found something, or could not run.
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}

/** The interpreter that has the pinned cfn-lint, installed once; needs Python 3.10 or newer with venv. */
function ensureCfnLint(): Promise<string> {
  const folder = join(ROOT, '.local/test-venv');
  return ensureVenv(
    { folder, requirements: join(ROOT, 'test/requirements.txt'), purpose: 'cfn-lint' },
    { tell: tellTester },
  );
}
