import { runBaikonur } from './program.ts';

/** Wrappers (npx, the launcher) pass Ctrl-C on although the terminal sent it to all: within this time it is one. */
const SAME_SIGNAL_MS = 1_000;

const untilInterrupted = (): AbortSignal => {
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
};

const { stdin, stdout, stderr, env } = process;
process.exitCode = await runBaikonur(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  now: Date.now,
  untilInterrupted,
});
