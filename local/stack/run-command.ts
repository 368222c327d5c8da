import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { endGroup } from './processes.ts';

/** How a command ended; `output` is what it wrote to both outputs. */
export type CommandResult =
  | { readonly status: 'done'; readonly output: string }
  | { readonly status: 'failed'; readonly code: number | null; readonly output: string };

/** Options of {@link runCommand}. */
interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command; when standard input closes, since the process that started it has ended, its group is killed. */
const WATCHED =
  'exec 3<&0; "$@" 3<&- </dev/null & pid=$!; (cat; kill -KILL 0) <&3 3<&- >/dev/null 2>&1 & exec 3<&-; wait $pid';

/**
 * Runs a command to its end, in a process group of its own: Ctrl-C at the terminal does not reach it, the signal does,
 * and it never outlives this process.
 * @throws the signal's reason, after the whole group has ended; the error of a command that cannot be started
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
  options: RunOptions = {},
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn('sh', ['-c', WATCHED, 'sh', file, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let ending: Promise<void> | undefined;
  const abort = (): void => {
    if (child.pid !== undefined) ending = endGroup(child.pid, 0);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const [code, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    await ending;
    signal?.throwIfAborted();
    const output = `${out}${errors}`;
    return code === 0 ? { status: 'done', output } : { status: 'failed', code, output };
  } finally {
    signal?.removeEventListener('abort', abort);
    child.stdin.destroy();
  }
}
