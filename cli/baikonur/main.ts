import { endOnLostOutput } from '../program/lost-output.ts';
import { runBaikonur } from './program.ts';

/** npx and the launcher forward Ctrl-C, which the terminal sent to all processes: within this time it is one signal. */
const SAME_SIGNAL_MS = 1_000;

const { stdin, stdout, stderr, env } = process;
endOnLostOutput(process);
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
