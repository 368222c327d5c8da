import type { FileReport } from '../start/match-lines.ts';
import { findMismatches, type Ledger } from './find-mismatches.ts';
import { groupByReaders, type ReaderGroup } from './group-by-readers.ts';
import type { FunctionTotals } from './totals.ts';

/** The ledger of a run, as it is printed. */
export interface LedgerView {
  readonly balanced: boolean;
  /** Mismatches, one sentence each. */
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
      /** How many entries were rejected by how many functions. */
      readonly byReaders: readonly ReaderGroup[];
      readonly onFailure: readonly string[];
    };
    /** Records by stream that a target feeds. */
    readonly streams: Readonly<Record<string, number>>;
    readonly delivery: { readonly bucket: string; readonly logs: number };
  };
  readonly file?: FileReport;
}

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
        byReaders: groupByReaders(contents.deadLetters),
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
