import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { printableJson } from '../../../shared/log/printable.ts';
import { operate } from '../operator/operate.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { makePlan, type Plan } from './make-plan.ts';
import { type Measurement, measure, readPeriod } from './measure.ts';
import { type PlanCommandOptions, planOptions } from './plan-options.ts';
import { printMeasurement } from './print-measurement.ts';
import { printPlan } from './print-plan.ts';
import { runDiff } from './run-diff.ts';

/** Runs `baikonur plan`. */
export async function runPlan(options: PlanCommandOptions, shell: Shell): Promise<ExitCode> {
  if (options.sample !== undefined && options.diff === undefined) {
    throw new UsageError(['--sample: it needs --diff, the revision to compare with']);
  }
  if (options.measure !== undefined) return runMeasured({ ...options, measure: options.measure }, shell);
  if (options.diff !== undefined) return runDiff({ ...options, diff: options.diff }, shell);
  const topology = loadStage(options.stage);
  return print(makePlan(topology, planOptions(options, topology.region)), options, shell);
}

/** The plan of what arrived lately. */
function runMeasured(options: PlanCommandOptions & { readonly measure: string }, shell: Shell): Promise<ExitCode> {
  const others = (['rate', 'mix', 'diff'] as const).filter((name) => options[name] !== undefined);
  if (others.length > 0) throw new UsageError([`--measure: it takes the place of --${others.join(', --')}`]);
  const range = readPeriod(options.measure, shell.now());
  return operate(options, shell, async ({ topology, clients }) => {
    const { measurement, rates } = await measure(topology, clients.cloudWatch, range);
    const plan = makePlan(topology, { ...planOptions(options, topology.region), measured: rates });
    return print(plan, options, shell, { measurement, topology });
  });
}

async function print(
  plan: Plan,
  { json }: PlanCommandOptions,
  { stdout, env }: Shell,
  measured?: { readonly measurement: Measurement; readonly topology: Topology },
): Promise<ExitCode> {
  const output = createOutput(stdout);
  const text = [
    printPlan(plan, createPaint(stdout, env), stdout.columns),
    ...(measured === undefined ? [] : printMeasurement(measured.measurement, measured.topology)),
  ].join('\n');
  const document = { ...plan, ...(measured && { measured: measured.measurement }) };
  await output.write(`${json ? printableJson(document) : text}\n`);
  await output.flush();
  return 0;
}
