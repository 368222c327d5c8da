import type { CampaignResult } from './campaign.ts';

const BEGIN = '<!-- oracle table: begin, written by `npm run oracle -- --seeds 10000 --write` -->';
const END = '<!-- oracle table: end -->';

/** The result of a campaign as a Markdown table. */
export function renderTable({
  seeds,
  entries,
  invocations,
  deadLetters,
  lost,
  unexcused,
  repeats,
}: CampaignResult): string {
  const rows: readonly (readonly [string, number])[] = [
    ['scenarios', seeds],
    ['logs sent, bad ones included', entries],
    ['invocations', invocations],
    ['dead letters', deadLetters],
    ['**lost**', lost],
    ['**repeats without one of the three causes**', unexcused],
    ['repeats because the function died after the destination confirmed', repeats['function died']],
    ['repeats because the answer of the destination was lost', repeats['answer lost']],
    ['repeats because the progress table could not be read or written', repeats['progress table away']],
  ];
  return [
    '| what | number |',
    '| --- | ---: |',
    ...rows.map(([what, n]) => `| ${what} | ${n.toLocaleString('en')} |`),
  ].join('\n');
}

/** @throws when the document has lost its marks. */
export function replaceTable(document: string, table: string): string {
  const [head, rest] = document.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`docs/reliability.md: expected the marks ${BEGIN} and ${END}`);
  return `${head}${BEGIN}\n${table}\n${END}${tail}`;
}
