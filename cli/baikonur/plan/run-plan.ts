import { printableJson } from '../../../shared/log/printable.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { makePlan } from './make-plan.ts';
import { type PlanCommandOptions, planOptions } from './plan-options.ts';
import { printPlan } from './print-plan.ts';
import { runDiff } from './run-diff.ts';

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
