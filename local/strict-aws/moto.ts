import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureVenv } from '../python/ensure-venv.ts';

/** A running moto server. `stop` ends it; it also ends when this process does. */
export interface MotoServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Starts moto. @param root the project's folder */
export async function startMoto(root: string): Promise<MotoServer> {
  const python = await ensureMotoPython(root);
  const program = join(root, 'local', 'strict-aws', 'serve.py');
  const child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'pipe'], env: motoEnvironment() });
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

/** Installs moto in a virtual environment of its own below `root`/.local, when it is missing. @returns its interpreter */
export function ensureMotoPython(root: string): Promise<string> {
  return ensureVenv(
    {
      folder: join(root, '.local', 'strict-aws'),
      requirements: join(root, 'local', 'strict-aws', 'requirements.txt'),
      purpose: 'the strict local AWS',
    },
    { tell: (line) => process.stderr.write(`${line}\n`) },
  );
}

/** This process's environment, with moto's settings. */
export function motoEnvironment(): NodeJS.ProcessEnv {
  // Certificates are issued at once: after a minute unless told otherwise.
  return { ...process.env, MOTO_ACM_VALIDATION_WAIT: '-1' };
}
