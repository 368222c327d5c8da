import type { FileReport } from '../start/match-lines.ts';
import { findMismatches, type Ledger } from './find-mismatches.ts';
import type { Counts, FunctionTotals } from './totals.ts';

/** The ledger of a run, as it is printed. */
export interface LedgerView {
  readonly balanced: boolean;
  /** What does not agree, one sentence each. */
  readonly problems: readonly string[];
  readonly sent: { readonly entries: number };
  readonly functions: Readonly<Record<string, FunctionTotals>>;
  readonly destinations: {
    readonly archive: {
      readonly bucket: string;
      readonly logs: number;
      readonly objects: readonly { readonly key: string; readonly logs: number }[];
    };
    readonly deadLetters: {
      readonly bucket: string;
      readonly letters: number;
      readonly byReason: Readonly<Record<string, number>>;
      readonly onFailure: readonly string[];
    };
    /** Records by stream that a target feeds. */
    readonly streams: Readonly<Record<string, number>>;
    readonly delivery: { readonly bucket: string; readonly logs: number };
  };
  readonly file?: FileReport;
}

const COLUMNS = ['received', 'delivered', 'filtered', 'rejected', 'retryable', 'alreadyDelivered'] as const;
const MAX_LISTED = 40;

/** Finds what does not agree and puts the ledger together. `more`: problems that the caller found. */
export function viewLedger(ledger: Ledger, more: readonly string[], file?: FileReport): LedgerView {
  const { stage, sent, totals, contents } = ledger;
  const problems = [...findMismatches(ledger), ...more];
  const objects = contents.archive.map(({ key, lines }) => ({ key, logs: lines.length }));
  const fed = Object.entries(contents.streams).filter(([name]) => name !== stage.routerStream);
  return {
    balanced: problems.length === 0,
    problems,
    sent: { entries: sent },
    functions: totals,
    destinations: {
      archive: {
        bucket: stage.archiveBucket,
        logs: objects.reduce((sum, { logs }) => sum + logs, 0),
        objects: objects.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      },
      deadLetters: {
        bucket: stage.deadLetterBucket,
        letters: contents.deadLetters.length,
        byReason: countBy(contents.deadLetters.map(({ reason }) => reason)),
        onFailure: contents.onFailure,
      },
      streams: Object.fromEntries(fed),
      delivery: {
        bucket: stage.deliveryBucket,
        logs: contents.delivery.reduce((sum, { lines }) => sum + lines.length, 0),
      },
    },
    ...(file && { file }),
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** The ledger for people. */
export function printLedger(view: LedgerView): string {
  const { archive, deadLetters, streams, delivery } = view.destinations;
  return [
    `sent: ${view.sent.entries} entries`,
    '',
    ...table(view.functions),
    '',
    `archive s3://${archive.bucket}: ${archive.logs} logs in ${archive.objects.length} objects`,
    ...listed(archive.objects.map(({ key, logs }) => `  ${String(logs).padStart(6)}  ${key}`)),
    `dead letters s3://${deadLetters.bucket}: ${deadLetters.letters}`,
    ...Object.entries(deadLetters.byReason).map(([reason, letters]) => `  ${String(letters).padStart(6)}  ${reason}`),
    ...Object.entries(streams).map(([name, records]) => `stream ${name}: ${records} records`),
    `Firehose s3://${delivery.bucket}: ${delivery.logs} logs`,
    ...(view.file ? fileLines(view.file) : []),
    '',
    ...(view.balanced
      ? ['every log is accounted for']
      : ['NOT EVERY LOG IS ACCOUNTED FOR', ...view.problems.map((one) => `  ${one}`)]),
  ].join('\n');
}

function table(functions: Readonly<Record<string, Counts & { received: number }>>): string[] {
  const width = Math.max(8, ...Object.keys(functions).map(({ length }) => length));
  const row = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(18)).join('')}`;
  const rows = Object.entries(functions).map(([name, counts]) =>
    row(
      name,
      COLUMNS.map((column) => String(counts[column])),
    ),
  );
  return [
    row(
      '',
      COLUMNS.map((column) => column.replace('alreadyDelivered', 'already delivered')),
    ),
    ...rows,
  ];
}

function listed(lines: readonly string[]): string[] {
  return lines.length <= MAX_LISTED
    ? [...lines]
    : [...lines.slice(0, MAX_LISTED), `  … and ${lines.length - MAX_LISTED} more`];
}

function fileLines({ lines, onS3, rest, lost }: FileReport): string[] {
  return [
    '',
    `file: ${lines} lines, ${onS3} found on S3 byte for byte`,
    ...listed(rest.map(({ line, reason, error }) => `  line ${line}: ${reason}: ${error}`)),
    ...listed(lost.map((line) => `  line ${line}: a valid log, and not in its folder`)),
  ];
}
