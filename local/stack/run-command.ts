import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { endGroup } from './processes.ts';

/** How a command ended; `output` is what it wrote to both outputs. */
export type CommandResult =
  | { readonly status: 'done'; readonly output: string }
  | { readonly status: 'failed'; readonly code: number | null; readonly output: string };

/**
 * Runs a command to its end, in a process group of its own: Ctrl-C at the terminal does not reach it, the signal does.
 * @throws the signal's reason, after the whole group has ended; the error of a command that cannot be started
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(file, [...args], { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const abort = (): void => {
    if (child.pid !== undefined) void endGroup(child.pid);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const [code, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    signal?.throwIfAborted();
    const output = `${out}${errors}`;
    return code === 0 ? { status: 'done', output } : { status: 'failed', code, output };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
