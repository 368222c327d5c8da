import type { Place, PlacedFunction } from './place.ts';
import type { Standing } from './standing.ts';
import { type FunctionTotals, sumOf } from './totals.ts';

/** Everything that was counted, each number by someone else. */
export interface Books {
  readonly place: Place;
  /** Entries that were sent to the router's stream. */
  readonly sent: number;
  readonly totals: Readonly<Record<string, FunctionTotals>>;
  readonly standing: Standing;
}

/**
 * Whether the books balance: what was sent, what each function says it did, and what stands at each destination must
 * agree, each number counted by someone else.
 * @returns what does not agree; empty when all does
 */
export function findImbalance(books: Books): string[] {
  const { place, standing, totals } = books;
  const fed = place.streams.filter((stream) => stream !== place.routerStream);
  const archived = place.functions
    .filter(({ isArchive }) => isArchive)
    .reduce((sum, { name }) => sum + (totals[name]?.delivered ?? 0), 0);
  return [
    ...place.functions.flatMap((fn) => checkFunction(fn, books)),
    ...fed.flatMap((stream) => {
      const delivered = deliveredInAll(books, (target) => target === `kinesis:${stream}`);
      return differ(`stream ${stream}`, delivered, 'were delivered to it', standing.streams[stream] ?? 0);
    }),
    ...differ('archive', archived, 'were delivered to it', countLines(standing.archive)),
    ...differ(
      'Firehose',
      deliveredInAll(books, (target) => target.startsWith('firehose:')),
      'were delivered to it',
      countLines(standing.delivery),
    ),
    ...standing.onFailure.map((key) => `a whole batch was given up: ${key}`),
  ];
}

function checkFunction(fn: PlacedFunction, books: Books): string[] {
  const totals = books.totals[fn.name];
  if (totals === undefined) return [`${fn.name}: no word of it`];
  const { place, sent, standing } = books;
  const isFirst = fn.source === place.routerStream;
  const expected = isFirst ? sent : (standing.streams[fn.source] ?? 0);
  const settled = totals.delivered + totals.filtered + totals.rejected;
  const letters = new Set(
    standing.letters.filter((letter) => letter.function === fn.name).map(({ identity }) => identity),
  );
  return [
    ...differ(`${fn.name}, received`, totals.received, 'entries', sumOf(totals)),
    ...differ(`${fn.name}, settled`, expected, isFirst ? 'were sent' : `stand on ${fn.source}`, settled),
    ...differ(`${fn.name}, dead letters`, totals.rejected, 'were rejected', letters.size),
  ];
}

function differ(what: string, expected: number, by: string, actual: number): string[] {
  return expected === actual ? [] : [`${what}: ${expected} ${by}, ${actual} found`];
}

function deliveredInAll({ place, totals }: Books, isMeant: (target: string) => boolean): number {
  let sum = 0;
  for (const fn of place.functions) {
    const own = totals[fn.name];
    for (const target of fn.targets.filter(isMeant)) sum += own ? deliveredTo(fn, target, own) : 0;
  }
  return sum;
}

/** What a function delivered to a target: its own word, per target where it has several. */
function deliveredTo(fn: PlacedFunction, target: string, totals: FunctionTotals): number {
  return totals.targets[target]?.delivered ?? (fn.targets.length === 1 ? totals.delivered : 0);
}

function countLines(objects: Standing['archive']): number {
  return objects.reduce((sum, { lines }) => sum + lines.length, 0);
}
