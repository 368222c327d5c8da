import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureVenv } from '../../local/python/ensure-venv.ts';
import { tellTester } from '../tell-tester.ts';
import { ROOT } from './package-services.ts';

/** A policy of a role, with texts in place of intrinsic functions. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: unknown;
}

/** A check of checkov that did not pass. */
export interface FailedCheck {
  readonly check: string;
  readonly file: string;
  readonly resource: string;
}

/** Output of cfn-lint for templates of a Region: errors and warnings, one a line; empty when there are none. */
export async function lintTemplates(templates: readonly string[], region = 'us-east-1'): Promise<string> {
  return (await runTool('cfn-lint', ['--format', 'parseable', '--regions', region, '--', ...templates])).trim();
}

/** Output of parliament for policies, one finding a line; empty when there is none. */
export async function lintPolicies(policies: readonly NamedPolicy[]): Promise<string> {
  const script = join(__dirname, 'variants/lint_policies.py');
  return (await runTool('', [script], JSON.stringify(policies))).trim();
}

/** The checks of checkov that do not pass for the templates of a folder. */
export async function failedChecks(folder: string): Promise<readonly FailedCheck[]> {
  const options = ['--framework', 'cloudformation', '--compact', '--quiet', '--skip-download', '--output', 'json'];
  const output = await runTool('checkov', [...options, '--directory', folder]);
  // checkov's own form.
  const { results, summary } = JSON.parse(output) as {
    results: { failed_checks: readonly { check_id: string; file_path: string; resource: string }[] };
    summary: { passed: number; parsing_errors: number };
  };
  if (summary.passed === 0 || summary.parsing_errors > 0) throw new Error(`checkov read too little: ${output}`);
  return results.failed_checks.map(({ check_id: check, file_path: file, resource }) => ({ check, file, resource }));
}

/** Runs a Python program of the pinned packages; these tools end with a code for what they found. */
async function runTool(name: string, args: readonly string[], input = ''): Promise<string> {
  const python = await ensureTools();
  // By its interpreter: the first line of a script names the folder in which pip installed it.
  const script = name === '' ? [] : [join(dirname(python), name)];
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', TMPDIR: process.env['TMPDIR'] };
  const program = spawn(python, [...script, ...args], { env });
  const [output, problems] = [text(program.stdout), text(program.stderr)];
  // A program that cannot start says why on its standard error.
  program.stdin.on('error', () => undefined);
  program.stdin.end(input);
  await new Promise((resolve) => program.once('close', resolve));
  return (await output) || (await problems);
}

/** The interpreter that has the pinned tools, installed once; needs Python 3.10 or newer with venv. */
function ensureTools(): Promise<string> {
  const folder = join(ROOT, '.local/test-venv');
  return ensureVenv(
    { folder, requirements: join(ROOT, 'test/requirements.txt'), purpose: 'cfn-lint, checkov and parliament' },
    { tell: tellTester },
  );
}
