import { EXCUSES, type Excuse } from './findings.ts';
import { runSeed, type SeedResult } from './run-seed.ts';
import type { OracleSink } from './sinks/oracle-sink.ts';
import { SINKS } from './sinks.ts';

/** The result of many seeds. */
export interface CampaignResult {
  readonly seeds: number;
  readonly entries: number;
  readonly invocations: number;
  readonly lost: number;
  readonly unexcused: number;
  readonly repeats: Readonly<Record<Excuse, number>>;
  readonly deadLetters: number;
  /** The first few seeds that went wrong. */
  readonly failures: readonly (SeedResult & { readonly sink: OracleSink })[];
}

/** Which seeds to run, and on what. */
export interface CampaignOptions {
  readonly from: number;
  readonly seeds: number;
  readonly sinks?: readonly OracleSink[];
  /** Ends at the first failure. */
  readonly stopAtFailure?: boolean;
  readonly onProgress?: (done: number) => void;
}

const MAX_FAILURES = 5;
const PROGRESS_EVERY = 500;

/** Runs seed after seed, sinks taking turns. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { from, seeds, sinks = SINKS, stopAtFailure = false, onProgress } = options;
  const failures: CampaignResult['failures'][number][] = [];
  const repeats: Record<Excuse, number> = { 'function died': 0, 'answer lost': 0, 'progress table away': 0 };
  const sums = { entries: 0, invocations: 0, lost: 0, unexcused: 0, deadLetters: 0 };
  let done = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    const sink = sinks[seed % sinks.length] ?? SINKS[0];
    const result = await runSeed(seed, sink);
    done++;
    sums.entries += [...result.scenario.entries.values()].flat().length;
    sums.invocations += result.invocations;
    sums.deadLetters += result.findings.deadLetters.length;
    const { violations } = result.findings;
    sums.lost += violations.filter((violation) => violation.includes('is lost')).length;
    sums.unexcused += violations.filter((violation) => violation.includes('nothing excuses')).length;
    for (const excuse of EXCUSES) repeats[excuse] += result.findings.repeats.get(excuse) ?? 0;
    if (violations.length > 0 && failures.length < MAX_FAILURES) failures.push({ ...result, sink });
    if (violations.length > 0 && stopAtFailure) break;
    if (done % PROGRESS_EVERY === 0) onProgress?.(done);
  }
  return { seeds: done, ...sums, repeats, failures };
}

/** The story of a failing seed, to read and to run again. */
export function tellFailure({ scenario, findings, sink }: CampaignResult['failures'][number]): string {
  return [
    `seed ${scenario.seed} on ${sink.name}, mood "${scenario.mood}" (again: npm run oracle -- --seed ${scenario.seed} --sink ${sink.name})`,
    `rates ${JSON.stringify(scenario.rates)}, outages ${JSON.stringify(scenario.outages)}`,
    ...findings.story.map((line) => `  ${line}`),
    ...findings.violations.map((violation) => `✗ ${violation}`),
  ].join('\n');
}
