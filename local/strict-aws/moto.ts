import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 240_000;

/** A running moto server. `stop` ends it; it also ends when this process does. */
export interface MotoServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts moto in its own virtual environment below `root`/.local, which is made when missing. */
export async function startMoto(root: string): Promise<MotoServer> {
  const home = join(root, 'local', 'strict-aws');
  const python = await preparePython(root, join(home, 'requirements.txt'));
  /** moto's certificates are issued after a minute unless told otherwise. */
  const env = { ...process.env, MOTO_ACM_VALIDATION_WAIT: '-1' };
  const child = spawn(python, [join(home, 'serve.py')], { stdio: ['pipe', 'pipe', 'pipe'], env });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    child.once('exit', (code) => reject(new Error(`moto ended with ${code}: ${errors.join('')}`)));
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  return { port, stop };
}

/** The interpreter of the virtual environment that has exactly what requirements.txt pins. */
async function preparePython(root: string, requirements: string): Promise<string> {
  const pins = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const venv = join(root, '.local', `strict-aws-${pins}`);
  const python = join(venv, 'bin', 'python');
  const marker = join(venv, 'ready');
  mkdirSync(join(root, '.local'), { recursive: true });
  const deadlineMs = Date.now() + INSTALL_TIMEOUT_MS;
  while (!existsSync(marker)) {
    if (tryLock(`${venv}.lock`)) {
      try {
        await run('python3', ['-m', 'venv', venv]);
        await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
        writeFileSync(marker, '');
      } finally {
        rmdirSync(`${venv}.lock`);
      }
    } else if (Date.now() > deadlineMs) throw new Error(`${venv}.lock is held by another install; remove it`);
    else await sleep(200);
  }
  return python;
}

function tryLock(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}
