import { printableJson } from '../../../shared/log/printable.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { makePlan, type PlanOptions } from './make-plan.ts';
import { loadPrices } from './prices.ts';
import { printPlan } from './print-plan.ts';
import { runDiff } from './run-diff.ts';
import { readMix, readRate, readSize } from './workload.ts';

/** Options of `baikonur plan`, as they are typed. */
export interface PlanCommandOptions {
  readonly stage: string;
  readonly rate?: string;
  readonly size: string;
  readonly mix?: string;
  readonly waitMs: string;
  readonly prices?: string;
  readonly diff?: string;
  readonly sample?: string;
  readonly json?: boolean;
}

/** Runs `baikonur plan`. */
export async function runPlan(options: PlanCommandOptions, shell: Shell): Promise<ExitCode> {
  if (options.sample !== undefined && options.diff === undefined) {
    throw new UsageError(['--sample: it needs --diff, the revision to compare with']);
  }
  if (options.diff !== undefined) return runDiff({ ...options, diff: options.diff }, shell);
  const topology = loadStage(options.stage);
  const plan = makePlan(topology, planOptions(options, topology.region));
  const output = createOutput(shell.stdout);
  await output.write(`${options.json ? printableJson(plan) : printPlan(plan, createPaint(shell.stdout, shell.env))}\n`);
  await output.flush();
  return 0;
}

/** The workload and the prices that the options name. */
export function planOptions(options: PlanCommandOptions, region: string): PlanOptions {
  const waitMs = Number(options.waitMs);
  if (!(waitMs >= 0) || options.waitMs.trim() === '') {
    throw new UsageError([`--wait-ms: expected milliseconds such as 100, got ${JSON.stringify(options.waitMs)}`]);
  }
  const workload = {
    bytesPerSecond: options.rate === undefined ? 0 : readRate(options.rate),
    bytes: readSize(options.size),
    ...(options.mix !== undefined && { mix: readMix(options.mix) }),
  };
  return { workload, prices: loadPrices(region, options.prices), waitMs };
}
