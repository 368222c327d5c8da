import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildFolders } from '../../local/stack/deploy.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { EXHAUSTIVE_VARIABLE } from '../exhaustive.ts';
import { RUN_FOLDER_VARIABLE } from '../integration/stack.ts';
import { COUNTS_VARIABLE } from '../plain-count-reporter.ts';
import { announce } from './announce.ts';
import { type Counts, describeCounts, replaceFailed, suitesToTryAgain } from './counts.ts';
import { type LeftProcess, removeRun } from './left-behind.ts';
import { LONG_SUITES, SHORT_VARIABLE } from './long-suites.ts';
import { patternsOf, phasesOf } from './phases.ts';

/** Set by `.ci/run`: suites that fail run once again, and are named at the end if they pass then. */
const TRY_AGAIN_VARIABLE = 'BAIKONUR_TEST_TRY_AGAIN';
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
  const runs: Counts[] = [];
  try {
    const env = {
      ...process.env,
      TMPDIR: folder,
      [RUN_FOLDER_VARIABLE]: folder,
      [COUNTS_VARIABLE]: join(folder, 'counts'),
      // The commands that tests start, sls above all, load in half the time from the second of their kind on.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      ...(isLong ? { [EXHAUSTIVE_VARIABLE]: '1' } : patternsOf(given).length === 0 && { [SHORT_VARIABLE]: '1' }),
    };
    code = await runPhases(isLong && given.length === 0 ? LONG_SUITES : given, env, (counts) => runs.push(counts));
  } finally {
    const left = await removeRun(folder);
    // After a signal its processes may still be ending.
    if (code < INTERRUPTED) for (const one of left) process.stderr.write(describe(one));
    for (const made of absent) await rm(made, { recursive: true, force: true });
    process.stdout.write(`${describeCounts(runs)}\n`);
  }
  return code;
}

type Environment = NodeJS.ProcessEnv & { readonly [COUNTS_VARIABLE]: string };

/** @returns the exit code of the first phase that fails; a signal ends all. */
async function runPhases(args: readonly string[], env: Environment, count: (counts: Counts) => void): Promise<number> {
  let code = 0;
  for (const phase of phasesOf(args, ROOT)) {
    const project = ['--selectProjects', phase.project];
    const first = await runJest([...phase.args, ...project], env);
    const { code: ended, counts } = await tryAgain(first, (suites) => runJest([...suites, ...project], env));
    if (counts) count(counts);
    if (ended >= INTERRUPTED) return ended;
    code ||= ended;
  }
  return code;
}

interface JestRun {
  /** Exit code. */
  readonly code: number;
  /** Absent where jest came to no end. */
  readonly counts: Counts | undefined;
}

/** In CI: a suite that waits for servers and processes may fail where the machine stops for seconds. */
async function tryAgain(first: JestRun, run: (args: readonly string[]) => Promise<JestRun>): Promise<JestRun> {
  const files = first.counts && process.env[TRY_AGAIN_VARIABLE] === '1' ? suitesToTryAgain(first.counts) : [];
  if (first.counts === undefined || files.length === 0) return first;
  const names = files.map((file) => relative(ROOT, file)).join(' ');
  process.stderr.write(`trying again, alone: ${names}\n`);
  const second = await run(['--runTestsByPath', ...files, '--maxWorkers', '1']);
  if (second.counts === undefined) return { ...first, code: second.code };
  if (second.code === 0) process.stderr.write(`passed at the second attempt only: ${names}\n`);
  return { code: second.code, counts: replaceFailed(first.counts, second.counts) };
}

function describe({ pid, command }: LeftProcess): string {
  return `ended a process that the tests left: ${pid} ${command.slice(0, SHOWN_CHARACTERS)}\n`;
}

async function runJest(args: readonly string[], env: Environment): Promise<JestRun> {
  if (interruption.exitCode !== undefined) return { code: interruption.exitCode, counts: undefined };
  await rm(env[COUNTS_VARIABLE], { force: true });
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // A process group of its own: Ctrl-C comes here first, and reaches all of them from here.
  const child = spawn(process.execPath, [jest, ...args], { env, detached: true, stdio: 'inherit' });
  interruption.jest = child;
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? INTERRUPTED + (signal ? constants.signals[signal] : 0)));
  });
  delete interruption.jest;
  return { code: interruption.exitCode ?? code, counts: await readCounts(env[COUNTS_VARIABLE]) };
}

/** @returns undefined where jest ended before it could write them. */
async function readCounts(file: string): Promise<Counts | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
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
