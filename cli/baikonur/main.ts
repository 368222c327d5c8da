import { runBaikonur } from './program.ts';

/** Wrappers (npx, the launcher) pass Ctrl-C on although the terminal sent it to all: within this time it is one. */
const SAME_SIGNAL_MS = 1_000;

const { stdin, stdout, stderr, env } = process;
// A reader may go away (`| head`) before a text is out; commands that write on and on look for themselves.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await runBaikonur(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  now: Date.now,
  untilInterrupted,
});

function untilInterrupted(): AbortSignal {
  const ended = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = (): void => {
    const nowMs = Date.now();
    firstAtMs ??= nowMs;
    if (nowMs - firstAtMs > SAME_SIGNAL_MS) process.exit(1);
    ended.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return ended.signal;
}
