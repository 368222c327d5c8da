import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import type { Peer } from './peer-folders.ts';
import { type Answer, answerSchema, type Hello, helloSchema, readLine } from './protocol.ts';

/** A peer that did not do what the protocol asks of it. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

/** A running peer. */
export interface PeerProcess {
  readonly hello: Hello;
  /** @throws {PeerError} */
  readonly run: (event: unknown, calls: number) => Promise<Answer>;
  /** Closes its input, and ends it where it does not end. */
  readonly stop: () => Promise<void>;
}

/** How long a peer may take, in milliseconds. */
export interface PeerLimits {
  readonly helloMs: number;
  readonly answerMs: number;
  /** To end after its input has ended. */
  readonly endMs: number;
}

/** Characters of a peer's standard error that a message shows. */
const SHOWN_CHARS = 500;
const HELLO = '{"name": …, "work": …, "doesNotDo": […]} as the first line';
const ANSWER = '{"cpuMs": …, "logs": …}';

/**
 * Starts a peer in its folder and reads its first line.
 * @throws {PeerError}
 */
export async function startPeer(
  { name, command: [file = '', ...args], work, folder }: Pick<Peer, 'name' | 'command' | 'work' | 'folder'>,
  limits: PeerLimits,
): Promise<PeerProcess> {
  const child = spawn(file, args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = endOf(child, file);
  const next = createReader(child, ended);
  const stop = (): Promise<void> => stopChild(child, ended, limits.endMs);
  try {
    const hello = await next(helloSchema, HELLO, limits.helloMs);
    if (hello.name !== name || hello.work !== work) {
      throw new PeerError(`says that it is ${hello.name} for ${hello.work}; peer.json says ${name} for ${work}`);
    }
    return {
      hello,
      run: (event, calls) => {
        child.stdin.write(`${JSON.stringify({ calls, event })}\n`);
        return next(answerSchema, ANSWER, limits.answerMs);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A sentence about the end of a process, as soon as it has ended. */
function endOf(child: ChildProcessWithoutNullStreams, file: string): Promise<string> {
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr = `${stderr}${text}`.slice(-SHOWN_CHARS);
  });
  // The end of the process is reported, and not that its input is closed.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`cannot be started (${file}): ${error.message}`));
    child.once('close', (code, signal) => {
      const said = stderr.trim() === '' ? 'nothing on standard error' : `standard error: ${stderr.trim()}`;
      resolve(`ended with ${signal ?? `code ${code}`} before it answered; ${said}`);
    });
  });
}

type Next = <T>(schema: z.ZodType<T>, expected: string, limitMs: number) => Promise<T>;

/** Reads the next line within a time. */
function createReader(child: ChildProcessWithoutNullStreams, ended: Promise<string>): Next {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (schema, expected, limitMs) => {
    const line = await within(limitMs, lines.next(), expected);
    if (line.done) throw new PeerError(await ended);
    const read = readLine(line.value, schema, expected);
    if (read.status === 'wrong') throw new PeerError(read.problem);
    return read.value;
  };
}

async function within<T>(limitMs: number, work: Promise<T>, expected: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const problem = `took more than ${limitMs / 1000} s for ${expected}`;
    timer = setTimeout(() => reject(new PeerError(problem)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function stopChild(child: ChildProcessWithoutNullStreams, ended: Promise<string>, endMs: number): Promise<void> {
  child.stdin.end();
  // Output that no one reads would keep it waiting.
  child.stdout.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
  await ended;
  clearTimeout(timer);
}
