import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureVenv } from '../../local/python/ensure-venv.ts';
import { tellTester } from '../tell-tester.ts';

const HERE = import.meta.dirname;
const VENV = resolve(HERE, '../../.local/search-tools');

/** Runs a script of this folder: JSON in, JSON out. */
export async function askPython(script: string, input: unknown): Promise<unknown> {
  const child = spawn(await ensurePython(), [join(HERE, script)], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(input));
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(`${script} answered nothing: ${complaints}`);
  return JSON.parse(output);
}

/** A virtual environment with the independent judges of `requirements.in`, made once; its interpreter. */
function ensurePython(): Promise<string> {
  const venv = { folder: VENV, requirements: join(HERE, 'requirements.txt'), purpose: 'Curator and botocore' };
  return ensureVenv(venv, { tell: tellTester });
}
