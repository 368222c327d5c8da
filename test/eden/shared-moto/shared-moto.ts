import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensureMotoPython, type MotoServer, motoEnvironment, startMoto } from '../../../local/strict-aws/moto.ts';

/** Port of 127.0.0.1 on which the process that runs jest says where moto is; set by {@link shareMoto}. */
const PORT_VARIABLE = 'BAIKONUR_TEST_MOTO_PORT';

/** The answer of that port. */
type Answer =
  | { readonly status: 'started'; readonly port: number }
  | { readonly status: 'failed'; readonly problem: string };

/** A program that serves moto, once it was asked for. */
export interface SharedMoto {
  readonly stop: () => Promise<void>;
}

/**
 * Makes one program serve moto to all test files of a run, each an own one ({@link openMoto}). It is installed and
 * started when the first file asks for it.
 * @param root the project's folder
 */
export async function shareMoto(root: string): Promise<SharedMoto> {
  let program: Promise<Program> | undefined;
  const server = createServer(async (connection) => {
    connection.on('error', () => undefined);
    program ??= startProgram(root);
    const answer = await program.then(
      ({ port }): Answer => ({ status: 'started', port }),
      (error: unknown): Answer => ({ status: 'failed', problem: error instanceof Error ? error.message : `${error}` }),
    );
    connection.end(JSON.stringify(answer));
  });
  process.env[PORT_VARIABLE] = String(await listen(server));
  return {
    stop: async () => {
      delete process.env[PORT_VARIABLE];
      server.close();
      const child = (await program?.catch(() => undefined))?.child;
      if (child === undefined) return;
      const ended = once(child, 'exit');
      child.stdin?.end();
      await ended;
    },
  };
}

interface Program {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startProgram(root: string): Promise<Program> {
  const python = await ensureMotoPython(root);
  // macOS stops a fork of a program that loaded some of its libraries; moto uses none of them.
  const env = { ...motoEnvironment(), OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES' };
  const child = spawn(python, [join(__dirname, 'serve_forks.py')], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`moto ended with ${code}`)));
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  child.stdin.on('error', () => undefined);
  return { child, port };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A moto that knows nothing yet: one that the run shares its program with, or a program of its own where jest was given no set-up. */
export async function openMoto(root: string): Promise<MotoServer> {
  const sharing = process.env[PORT_VARIABLE];
  if (sharing === undefined) return startMoto(root);
  const answer = JSON.parse(await text(connect(Number(sharing), '127.0.0.1'))) as Answer;
  if (answer.status === 'failed') throw new Error(answer.problem);
  const connection = connect(answer.port, '127.0.0.1');
  const closed = once(connection, 'close');
  const [port] = (await once(connection, 'data')) as [Buffer];
  return {
    port: Number(port.toString()),
    stop: async () => {
      connection.end();
      await closed;
    },
  };
}
