import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../../../shared/deploy/topology/parse-topology.ts';
import { formatProblems } from '../../../shared/deploy/topology/problem.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { countText } from '../operator/quantity.ts';
import { createPaint, type Paint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage, stageRoot } from '../stage.ts';
import type { Change } from './changes.ts';
import { compareTopologies } from './compare-topologies.ts';
import { configAt } from './config-at.ts';
import { toCents } from './item.ts';
import { makePlan } from './make-plan.ts';
import { findMoved, type SampleResult } from './moved-logs.ts';
import { type PlanCommandOptions, planOptions } from './plan-options.ts';

/** The document of `plan --diff --json`. */
interface Difference {
  readonly stage: string;
  readonly revision: string;
  readonly changes: readonly Change[];
  /** Dollars a month, before and after. */
  readonly cost: { readonly before: number; readonly after: number; readonly difference: number };
  readonly sample?: SampleResult;
  readonly losesData: boolean;
}

/** Runs `baikonur plan --diff`: the configuration of a revision against the one that is there. */
export async function runDiff(
  options: PlanCommandOptions & { readonly diff: string },
  shell: Shell,
): Promise<ExitCode> {
  const after = loadStage(options.stage);
  const before = await topologyAt(options.diff, options.stage);
  const changes = compareTopologies(before, after);
  const [was, is] = [before, after].map((one) => makePlan(one, planOptions(options, one.region)).perMonth);
  const sample = options.sample === undefined ? undefined : await findMoved(options.sample, before, after, shell);
  const found: Difference = {
    stage: options.stage,
    revision: options.diff,
    changes,
    cost: { before: was ?? 0, after: is ?? 0, difference: toCents((is ?? 0) - (was ?? 0)) },
    ...(sample !== undefined && { sample }),
    losesData: changes.some(({ losesData }) => losesData),
  };
  const output = createOutput(shell.stdout);
  await output.write(
    `${options.json ? printableJson(found) : print(found, options, createPaint(shell.stdout, shell.env))}\n`,
  );
  await output.flush();
  return found.losesData ? 1 : 0;
}

async function topologyAt(revision: string, stage: string): Promise<Topology> {
  const parsed = parseTopology(MANIFESTS, await configAt(revision, stageRoot()), stage);
  if (parsed.status === 'valid') return parsed.topology;
  throw new UsageError([
    `--diff ${revision}: its config/ is not valid for stage ${stage}:`,
    ...formatProblems(parsed.problems).split('\n'),
  ]);
}

function print(
  { changes, cost, sample, losesData, revision }: Difference,
  { rate }: PlanCommandOptions,
  paint: Paint,
): string {
  const workload = rate === undefined ? 'idle: give --rate' : `at ${rate}`;
  return [
    ...(changes.length === 0
      ? [`nothing that is deployed differs from ${revision}`]
      : changes.map((change) => line(change, paint))),
    `cost a month (${workload}): $${cost.before.toFixed(2)} becomes $${cost.after.toFixed(2)} (${signed(cost.difference)})`,
    ...(sample === undefined ? [] : sampleLines(sample)),
    ...(losesData
      ? [
          paint(
            'red',
            'Logs may be lost. Let the functions read their streams to the end first (baikonur status), or keep what is replaced.',
          ),
        ]
      : []),
  ].join('\n');
}

function line({ action, subject, sentence, losesData }: Change, paint: Paint): string {
  const text = `${action.padEnd(8)}  ${subject}: ${printable(sentence)}`;
  return losesData ? paint('red', `${text} (logs may be lost)`) : text;
}

function signed(amount: number): string {
  return `${amount < 0 ? '-' : '+'}$${Math.abs(amount).toFixed(2)}`;
}

function sampleLines({ logs, rejected, moved }: SampleResult): readonly string[] {
  if (logs === 0) return ['the sample has no log: nothing is known of where logs go'];
  const unknown =
    rejected === 0
      ? []
      : [
          `${rejected} of ${countText(logs, 'sample log')} ${rejected === 1 ? 'is' : 'are'} rejected before and after: ${EXPLAIN}`,
        ];
  if (moved.length === 0) return [`of ${countText(logs, 'sample log')} none goes elsewhere`, ...unknown];
  return [
    ...moved.map(
      (one) =>
        `${one.logs} of ${countText(logs, 'sample log')}, ${printable(one.logType)}: ${one.before} becomes ${one.after} (such as ${printable(one.example)})`,
    ),
    ...unknown,
  ];
}

const EXPLAIN = '`baikonur explain` says why';
