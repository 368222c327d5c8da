import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFolders } from '../../local/stack/deploy.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { EXHAUSTIVE_VARIABLE } from '../exhaustive.ts';
import { RUN_FOLDER_VARIABLE } from '../integration/stack.ts';
import { COUNTS_VARIABLE } from '../plain-count-reporter.ts';
import { announce } from './announce.ts';
import { type LeftProcess, removeRun } from './left-behind.ts';
import { LONG_SUITES, SHORT_VARIABLE } from './long-suites.ts';
import { patternsOf, phasesOf } from './phases.ts';
import { sumCounts } from './sum-counts.ts';

/** Exit codes from here on are those of a signal. */
const INTERRUPTED = 128;
const SHOWN_CHARACTERS = 100;
/** Between the first Ctrl-C and the hard end of the tests. */
const GRACE_MS = 5_000;

/** A signal ends the jest that runs; no other starts after it. */
interface Interruption {
  jest?: ChildProcess;
  exitCode?: number;
}

// Before the first file and the first process: from here on each signal is heard.
const interruption = listenForSignals();
process.exitCode = await runTests(process.argv.slice(2));

/**
 * `npm test` and `npm run test:long`: jest in a temporary folder of its own, once for each project. However it ends, no
 * process and no file of the run is left. @returns the exit code.
 */
async function runTests([first, ...others]: readonly string[]): Promise<number> {
  const isLong = first === '--long';
  const given = isLong || first === undefined ? others : [first, ...others];
  process.stderr.write(`${announce(isLong, given)}\n`);
  const absent = buildFolders(false);
  // Short: a socket's path has room for 100 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'bt-'));
  let code = INTERRUPTED;
  try {
    code = await runPhases(isLong && given.length === 0 ? LONG_SUITES : given, {
      ...process.env,
      TMPDIR: folder,
      [RUN_FOLDER_VARIABLE]: folder,
      [COUNTS_VARIABLE]: join(folder, 'counts'),
      // The commands that tests start, sls above all, load in half the time from the second of their kind on.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      ...(isLong ? { [EXHAUSTIVE_VARIABLE]: '1' } : patternsOf(given).length === 0 && { [SHORT_VARIABLE]: '1' }),
    });
  } finally {
    const counts = await readFile(join(folder, 'counts'), 'utf8').catch(() => '');
    const left = await removeRun(folder);
    // After a signal its processes may still be ending.
    if (code < INTERRUPTED) for (const one of left) process.stderr.write(describe(one));
    for (const made of absent) await rm(made, { recursive: true, force: true });
    process.stdout.write(`${sumCounts(counts)}\n`);
  }
  return code;
}

/** @returns the exit code of the first phase that fails; a signal ends all. */
async function runPhases(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let code = 0;
  for (const phase of phasesOf(args, ROOT)) {
    const ended = await runJest([...phase.args, '--selectProjects', phase.project], env);
    if (ended >= INTERRUPTED) return ended;
    code ||= ended;
  }
  return code;
}

function describe({ pid, command }: LeftProcess): string {
  return `ended a process that the tests left: ${pid} ${command.slice(0, SHOWN_CHARACTERS)}\n`;
}

async function runJest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // A process group of its own: Ctrl-C comes here first, and reaches all of them from here.
  const child = spawn(process.execPath, [jest, ...args], { env, detached: true, stdio: 'inherit' });
  interruption.jest = child;
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? INTERRUPTED + (signal ? constants.signals[signal] : 0)));
  });
  delete interruption.jest;
  return interruption.exitCode ?? code;
}

function listenForSignals(): Interruption {
  const heard: Interruption = {};
  const onSignal = (signal: NodeJS.Signals): void => {
    const isFirst = heard.exitCode === undefined;
    if (isFirst) process.stderr.write('\nstopping the tests …\n');
    signalGroup(heard.jest, isFirst ? 'SIGINT' : 'SIGKILL');
    heard.exitCode ??= INTERRUPTED + constants.signals[signal];
    setTimeout(() => signalGroup(heard.jest, 'SIGKILL'), GRACE_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return heard;
}

function signalGroup(jest: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (jest?.pid === undefined) return;
  try {
    process.kill(-jest.pid, signal);
  } catch {
    // The group has ended meanwhile.
  }
}
