import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ROOT } from '../../local/stack/paths.ts';

/** A command line that runs as its users start it. */
export interface CliProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Its output so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with the exit code once it has ended and all is read. */
  readonly ended: Promise<number | null>;
  /** Resolves once the texts of an output match. @throws Error when it ends before. */
  readonly until: (output: 'out' | 'err', pattern: RegExp) => Promise<void>;
}

/** Starts `baikonur` by its launcher, with nothing of this process's environment but the PATH and the cache of compiled code. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): CliProcess {
  const launcher = join(ROOT, 'cli/bin/baikonur.js');
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    ended,
    out: () => texts.out,
    err: () => texts.err,
    until: (output, pattern) =>
      new Promise((resolve, reject) => {
        const stream = output === 'out' ? child.stdout : child.stderr;
        const look = (): void => {
          if (!pattern.test(texts[output])) return;
          stream.off('data', look);
          resolve();
        };
        stream.on('data', look);
        ended.then(() => reject(new Error(`it ended before: ${texts.out}${texts.err}`)));
        look();
      }),
  };
}
