import { countText } from '../operator/quantity.ts';
import type { Paint } from '../output/paint.ts';
import type { PlanItem } from './item.ts';
import type { Plan } from './make-plan.ts';
import { round } from './stream-items.ts';

const HEADS = ['subject', 'kind', 'quantity', '$ a unit', '$ a month', 'why'] as const;
/** Columns of numbers. */
const RIGHT: ReadonlySet<number> = new Set([2, 3, 4]);

/**
 * A plan for people: the largest first, then what is not known, then advice.
 * @param width columns of the terminal: where the table is wider, an item has lines of its own
 */
export function printPlan(plan: Plan, paint: Paint, width = Number.POSITIVE_INFINITY): string {
  const rows = table([HEADS, ...plan.items.map(cellsOf)]);
  const isWide = rows.some(({ length }) => length > width);
  const total = plan.perMonth.toFixed(2);
  return [
    ...(isWide ? list(plan, paint, width) : rows.map((line, index) => (index === 0 ? paint('bold', line) : line))),
    '',
    paint(
      'bold',
      `together $${total} a month (${plan.stage}, ${plan.region}, prices of ${plan.pricesAsOf ?? 'no date: none is known'})`,
    ),
    ...(plan.missing.length === 0
      ? []
      : [paint('yellow', `not in the sum, no price known: ${plan.missing.join(', ')}`)]),
    ...plan.streams.map(
      ({ name, mode, shards, shardsNeeded, recordsPerSecond, megabytesPerSecond, readers }) =>
        `stream ${name}: ${mode}${shards === undefined ? '' : `, ${countText(shards, 'shard')} (needs ${shardsNeeded})`}, ${round(recordsPerSecond)} records/s, ${round(megabytesPerSecond)} MB/s, ${countText(readers, 'reader')}`,
    ),
    ...plan.advice.map(({ subject, sentence, savesPerMonth }) => {
      const saving = savesPerMonth > 0 ? ` (saves up to $${savesPerMonth.toFixed(2)})` : '';
      return `- ${subject}: ${sentence}${saving}`;
    }),
  ].join('\n');
}

/** The table of a plan as Markdown, for docs/. */
export function planTable(plan: Plan): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(HEADS),
    line(HEADS.map((_, index) => (RIGHT.has(index) ? '---:' : '---'))),
    ...plan.items.map((item) => line(cellsOf(item))),
    line(['**together**', '', '', '', `**${plan.perMonth.toFixed(2)}**`, '']),
  ].join('\n');
}

function cellsOf({ subject, kind, quantity, unit, unitPrice, perMonth, why }: PlanItem): readonly string[] {
  return [
    subject,
    kind,
    `${round(quantity)} ${quantity === 1 ? unit : plural(unit)}`,
    unitPrice === null ? 'not known' : String(unitPrice),
    perMonth === null ? 'not known' : perMonth.toFixed(2),
    why,
  ];
}

function plural(unit: string): string {
  return /^(million|thousand|GB$)/.test(unit) || unit.endsWith('s') ? unit : `${unit}s`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Each item as its price and name, and below them where the price comes from. */
function list({ items }: Plan, paint: Paint, width: number): readonly string[] {
  const prices = items.map(({ perMonth }) => (perMonth === null ? 'not known' : perMonth.toFixed(2)));
  const indent = Math.max(...prices.map(({ length }) => length)) + 2;
  return [
    paint('bold', '$ a month, subject, kind; quantity, $ a unit, why'),
    ...items.flatMap((item, index) => {
      const [, , quantity, unitPrice] = cellsOf(item);
      const price = (prices[index] ?? '').padStart(indent - 2);
      return [
        paint('bold', `${price}  ${item.subject} ${item.kind}`),
        ...wrap(`${quantity} at ${unitPrice}: ${item.why}`, width - indent).map((line) => ' '.repeat(indent) + line),
      ];
    }),
  ];
}

/** Words in lines of at most so many characters; a longer word has its own line. */
function wrap(text: string, length: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
