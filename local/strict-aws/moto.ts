import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureVenv } from '../python/ensure-venv.ts';

/** A running moto server. `stop` ends it; it also ends when this process does. */
export interface MotoServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts moto in its own virtual environment below `root`/.local, which is made when missing. */
export async function startMoto(root: string): Promise<MotoServer> {
  const home = join(root, 'local', 'strict-aws');
  const python = await ensureVenv(
    {
      folder: join(root, '.local', 'strict-aws'),
      requirements: join(home, 'requirements.txt'),
      purpose: 'the strict local AWS',
    },
    { tell: (line) => process.stderr.write(`${line}\n`) },
  );
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
