import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalStackError } from '../stack/local-stack-error.ts';

const run = promisify(execFile);

/** Oldest Python that the local AWS runs on: [major, minor]. */
const OLDEST = [3, 10] as const;
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** The first command on the PATH that is a Python new enough. @throws LocalStackError that names what was found */
export async function findPython(): Promise<string> {
  const tooOld: string[] = [];
  for (const command of CANDIDATES) {
    const version = await versionOf(command);
    if (version === undefined) continue;
    const [major, minor] = version;
    if (major === OLDEST[0] && minor >= OLDEST[1]) return command;
    tooOld.push(`${command} is ${major}.${minor}`);
  }
  const found = tooOld.length === 0 ? 'none was found on the PATH' : tooOld.join(', ');
  throw new LocalStackError(`Python ${OLDEST.join('.')} or newer is needed: ${found}`);
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
