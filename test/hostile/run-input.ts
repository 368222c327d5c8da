import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimeFlags } from '../../bench/runtime-flags.ts';
import type { HostileInput } from './inputs.ts';
import type { HostileReport } from './invocation.ts';

/** One input through one service at one memory size. */
export interface Outcome {
  readonly work: string;
  readonly memoryMb: number;
  /** The worse of the two events. */
  readonly invocations: number;
  readonly longestMs: number;
  readonly peakRssMb: number;
  /** Why it is a failure. */
  readonly problem?: string;
}

/** How an input is run. */
export interface RunOptions {
  /** The bundled `invocation.ts`. */
  readonly program: string;
  readonly works: readonly string[];
  readonly memoryMb: number;
}

/** Half of the time-out of 60 s. */
const MAX_MS = 30_000;
const MAX_INVOCATIONS = 2;
/** A small function takes less at a time. */
const MAX_SMALL_INVOCATIONS = 6;
const SMALL_MB = 256;
const LARGER_COUNT = 20;
const PROCESS_TIMEOUT_MS = 300_000;

/** Runs an input through the services, a process each, with V8's flags as the runtime sets them. */
export function runInput(input: HostileInput, { program, works, memoryMb }: RunOptions): readonly Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const file = join(folder, 'record');
  writeFileSync(file, input.make());
  const outcomes = works.map((work) =>
    runOne(work, memoryMb, [program, work, file, '1', `${input.count ?? LARGER_COUNT}`], input),
  );
  rmSync(folder, { recursive: true });
  return outcomes;
}

function runOne(work: string, memoryMb: number, args: readonly string[], { format }: HostileInput): Outcome {
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [...runtimeFlags(memoryMb), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      RECORD_FORMAT: format ?? 'json',
      POWERTOOLS_DEV: 'true',
    },
    timeout: PROCESS_TIMEOUT_MS,
  });
  if (status !== 0) {
    const problem = `died (${signal ?? status}): ${stderr.trim().slice(-300)}`;
    return { work, memoryMb, invocations: 0, longestMs: 0, peakRssMb: 0, problem };
  }
  const reports: readonly HostileReport[] = JSON.parse(stdout);
  const worst = {
    invocations: Math.max(...reports.map(({ invocations }) => invocations)),
    longestMs: Math.max(...reports.map(({ longestMs }) => longestMs)),
    peakRssMb: Math.max(...reports.map(({ peakRssMb }) => peakRssMb)),
  };
  const problem = problemOf({ ...worst, astray: reports.flatMap(({ astray }) => astray) }, memoryMb);
  return { work, memoryMb, ...worst, ...(problem !== undefined && { problem }) };
}

type Worst = Pick<Outcome, 'invocations' | 'longestMs' | 'peakRssMb'> & Pick<HostileReport, 'astray'>;

function problemOf({ astray, longestMs, invocations, peakRssMb }: Worst, memoryMb: number): string | undefined {
  if (astray.length > 0) return astray.join(', ');
  if (longestMs > MAX_MS) return `an invocation took ${longestMs} ms`;
  const mostInvocations = memoryMb <= SMALL_MB ? MAX_SMALL_INVOCATIONS : MAX_INVOCATIONS;
  if (invocations > mostInvocations) return `the logs behind took ${invocations} invocations`;
  return peakRssMb > memoryMb ? `it took ${peakRssMb} MB` : undefined;
}
