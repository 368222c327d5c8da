import type { Readable, Writable } from 'node:stream';
import type { Env } from '../../shared/settings/env-reader.ts';

/** How a command ended: 0 done, 1 something was refused or failed, 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

/** A stream that may be a terminal. */
type MaybeTerminal<S> = S & { readonly isTTY?: boolean; readonly columns?: number };

/** The world of a command: streams, environment, clock. */
export interface Shell {
  readonly stdin: MaybeTerminal<Readable>;
  readonly stdout: MaybeTerminal<Writable>;
  readonly stderr: MaybeTerminal<Writable>;
  readonly env: Env;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborts at Ctrl-C or SIGTERM. Only commands that must end in order use it. */
  readonly untilInterrupted: () => AbortSignal;
}

/** Ends a command with exit code 2 and these sentences: wrong usage or configuration. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'wrong_usage';
  readonly sentences: readonly string[];

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

/** Ends a command with exit code 1 and this sentence: AWS, or what is asked of it, refused. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code = 'command_failed';
}
