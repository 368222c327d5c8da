import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARY } from '../build/entry-points.ts';
import { SIZE_LIMITS } from '../build/sizes.ts';
import type { BenchRow } from './bench.ts';
import { type FuzzReport, MAX_RECORD_BYTES } from './fuzz.ts';

/** Writes a table between the marks of its name in the README. */
export function writeTable(name: 'bench' | 'fuzz' | 'sizes', table: string): void {
  const path = join(LIBRARY, 'README.md');
  const text = readFileSync(path, 'utf8');
  const marks = new RegExp(`(<!-- ${name}: begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}: end -->)`);
  if (!marks.test(text)) throw new Error(`README.md has no marks for ${name}`);
  writeFileSync(
    path,
    text.replace(marks, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`),
  );
}

/** Times of both libraries. */
export function benchTable(rows: readonly BenchRow[], machine: string): string {
  const cells = rows.map(
    ({ work, users, bytes, ownMicros, otherMicros, ratio }) =>
      `| ${work} | ${users} × ${bytes} B | ${ownMicros.toFixed(0)} | ${otherMicros.toFixed(0)} | ${ratio.toFixed(1)} |`,
  );
  return [
    `CPU time of one record, in microseconds, from base64 to the bytes of each user record and back; checksums are checked by both. ${machine}`,
    '',
    '| work | user records | kinesis-records | aws-kinesis-agg 4.2.8 | ratio |',
    '| --- | --- | --- | --- | --- |',
    ...cells,
  ].join('\n');
}

/** Counts of a run of random and mutated inputs. */
export function fuzzTable(report: FuzzReport, machine: string): string {
  const { inputs, entries, rejected, problems, peakMb, seconds } = report;
  const reasons = Object.entries(rejected).sort(([, a], [, b]) => b - a);
  return [
    `Random bytes, and JSON, gzip, zstd, KPL aggregates, CloudWatch Logs, NDJSON and bombs of 8 MiB that were changed at random, given to all subpaths that read. The cap of a record was ${MAX_RECORD_BYTES / 1024} KiB. ${machine}`,
    '',
    '| inputs | problems (anything thrown, a wrong entry, one above the cap) | entries | memory, peak | time |',
    '| --- | --- | --- | --- | --- |',
    `| ${number(inputs)} | ${problems.length} | ${number(entries)} | ${peakMb} MB | ${seconds} s |`,
    '',
    `Rejected: ${reasons.map(([reason, count]) => `\`${reason}\` ${number(count)}`).join(', ')}.`,
  ].join('\n');
}

/** Bytes of the entry points. */
export function sizesTable(sizes: Readonly<Record<string, number>>): string {
  const rows = Object.entries(SIZE_LIMITS).map(
    ([name, limit]) => `| \`/${name}\` | ${kib(sizes[name] ?? 0)} | ${kib(limit)} |`,
  );
  return [
    'Bundled with what it imports of the package, and minified.',
    '',
    '| subpath | KiB | limit |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
