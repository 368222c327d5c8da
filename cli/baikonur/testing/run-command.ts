import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { runBaikonur } from '../program.ts';
import type { ExitCode } from '../shell.ts';

/** The result of a command. */
export interface CommandResult {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** The input of a command. */
export interface CommandWorld {
  readonly stdin?: string | Buffer;
  readonly env?: Env;
  /** Whether the standard output is a terminal. */
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
  /** Default: {@link NOW_MS}, always. */
  readonly now?: () => number;
}

/** 2026-11-22 01:00 UTC. */
export const NOW_MS = Date.UTC(2026, 10, 22, 1);

/** Runs a command line in this process, with streams of its own. */
export async function runCommand(args: readonly string[], world: CommandWorld = {}): Promise<CommandResult> {
  const { stdin = '', env = {}, isTTY = false, signal = new AbortController().signal, now = () => NOW_MS } = world;
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const [out, err] = [text(stdout), text(stderr)];
  const code = await runBaikonur(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    env,
    now,
    untilInterrupted: () => signal,
  });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}
