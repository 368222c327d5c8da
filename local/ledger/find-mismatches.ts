import type { DestinationContents } from './destination-contents.ts';
import type { Stage, StageFunction } from './stage.ts';
import { type FunctionTotals, sumOf } from './totals.ts';

/** Everything that was counted: what was sent, what the functions report, what the destinations contain. */
export interface Ledger {
  readonly stage: Stage;
  /** Entries that were sent to the router's stream. */
  readonly sent: number;
  readonly totals: Readonly<Record<string, FunctionTotals>>;
  readonly contents: DestinationContents;
}

/**
 * Whether every log is accounted for: what was sent, what each function reports and what each destination contains must
 * agree. Each number comes from another source.
 * @returns what does not agree; empty when all does
 */
export function findMismatches(ledger: Ledger): string[] {
  const { stage, contents, totals } = ledger;
  const fed = stage.streams.filter((stream) => stream !== stage.routerStream);
  const archived = stage.functions
    .filter(({ isArchive }) => isArchive)
    .reduce((sum, { name }) => sum + (totals[name]?.delivered ?? 0), 0);
  return [
    ...stage.functions.flatMap((fn) => checkFunction(fn, ledger)),
    ...fed.flatMap((stream) => {
      const delivered = deliveredInAll(ledger, (target) => target === `kinesis:${stream}`);
      return differ(`stream ${stream}`, delivered, 'were delivered to it', contents.streams[stream] ?? 0);
    }),
    ...differ('archive', archived, 'were delivered to it', countLines(contents.archive)),
    ...differ(
      'Firehose',
      deliveredInAll(ledger, (target) => target.startsWith('firehose:')),
      'were delivered to it',
      countLines(contents.delivery),
    ),
    ...contents.onFailure.map((key) => `a whole batch was saved to S3, its retries are exhausted: ${key}`),
  ];
}

function checkFunction(fn: StageFunction, ledger: Ledger): string[] {
  const totals = ledger.totals[fn.name];
  if (totals === undefined) return [`${fn.name}: it printed no summary`];
  const { stage, sent, contents } = ledger;
  const isFirst = fn.source === stage.routerStream;
  const expected = isFirst ? sent : (contents.streams[fn.source] ?? 0);
  const settled = totals.delivered + totals.filtered + totals.rejected;
  const deadLetters = new Set(
    contents.deadLetters.filter((deadLetter) => deadLetter.function === fn.name).map(({ identity }) => identity),
  );
  return [
    ...differ(`${fn.name}, received`, totals.received, 'entries', sumOf(totals)),
    ...differ(`${fn.name}, settled`, expected, isFirst ? 'were sent' : `are on ${fn.source}`, settled),
    ...differ(`${fn.name}, dead letters`, totals.rejected, 'were rejected', deadLetters.size),
  ];
}

function differ(what: string, expected: number, verb: string, actual: number): string[] {
  return expected === actual ? [] : [`${what}: ${expected} ${verb}, ${actual} found`];
}

function deliveredInAll({ stage, totals }: Ledger, isMeant: (target: string) => boolean): number {
  let sum = 0;
  for (const fn of stage.functions) {
    const own = totals[fn.name];
    for (const target of fn.targets.filter(isMeant)) sum += own ? deliveredTo(fn, target, own) : 0;
  }
  return sum;
}

/** How many logs a function reports as delivered to a target: per target where it has several. */
function deliveredTo(fn: StageFunction, target: string, totals: FunctionTotals): number {
  return totals.targets[target]?.delivered ?? (fn.targets.length === 1 ? totals.delivered : 0);
}

function countLines(objects: DestinationContents['archive']): number {
  return objects.reduce((sum, { lines }) => sum + lines.length, 0);
}
