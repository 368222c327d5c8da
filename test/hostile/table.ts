import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './run-input.ts';

const FILE = new URL('../../docs/reliability.md', import.meta.url);
const BEGIN = '<!-- hostile table: begin, written by `npm run test:hostile -- --write` -->\n';
const END = '<!-- hostile table: end -->';

export const TABLE_HEAD = `| input | invocations | longest, s | peak RSS, MB, at 256 · 512 · 1,024 | result |
| --- | ---: | ---: | ---: | --- |
`;

/** An input's line: the worst of all services. */
export function rowOf(name: string, outcomes: readonly Outcome[]): string {
  const worst = (of: (outcome: Outcome) => number, some = outcomes): number => Math.max(...some.map(of));
  const memories = [...new Set(outcomes.map(({ memoryMb }) => memoryMb))];
  const peaks = memories.map((memoryMb) =>
    worst(
      ({ peakRssMb }) => peakRssMb,
      outcomes.filter((outcome) => outcome.memoryMb === memoryMb),
    ),
  );
  const invocations = worst((outcome) => outcome.invocations);
  const seconds = (worst(({ longestMs }) => longestMs) / 1000).toFixed(1);
  const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
  const result = failed === 0 ? 'ok' : `${failed} of ${outcomes.length} failed`;
  return `| ${[name, invocations, seconds, peaks.join(' · '), result].join(' | ')} |\n`;
}

/**
 * Writes the lines that were made now; of other inputs the lines that are there stay.
 * @param names of all inputs, in the order of the table.
 * @throws when the document has lost its marks.
 */
export function writeTable(rows: readonly string[], names: readonly string[]): void {
  const text = readFileSync(FILE, 'utf8');
  const [head, rest] = text.split(BEGIN);
  const [old = '', tail] = rest?.split(END) ?? [];
  if (head === undefined || tail === undefined) throw new Error('docs/reliability.md: expected the marks of the table');
  const byName = new Map([...old.split(/(?<=\n)/), ...rows].map((row) => [row.split(' | ')[0]?.slice(2) ?? '', row]));
  const lines = names.map((name) => byName.get(name) ?? '');
  writeFileSync(FILE, `${head}${BEGIN}${TABLE_HEAD}${lines.join('')}${END}${tail}`);
}
