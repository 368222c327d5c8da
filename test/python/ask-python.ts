import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ensureVenv, type Venv } from '../../local/python/ensure-venv.ts';
import { tellTester } from '../tell-tester.ts';

/** Runs a Python script with packages of a virtual environment, which is made once: JSON in, JSON out. */
export async function askPython(venv: Venv, script: string, input: unknown): Promise<unknown> {
  const python = await ensureVenv(venv, { tell: tellTester });
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(input));
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(`${script} answered nothing: ${complaints}`);
  return JSON.parse(output);
}
