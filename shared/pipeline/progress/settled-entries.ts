import type { SettledEntries } from '../dead-letter/dead-letter.ts';
import type { RecordProgress } from './progress.ts';

const RANGE = /^(\d{1,9})(?:-(\d{1,9}))?$/;

/** The settled entries of a record, as its dead letter and an operator's event say it; `undefined`: nothing. */
export function toSettledEntries(record: RecordProgress | undefined): SettledEntries | undefined {
  if (record === undefined || record.settled.size === 0) return undefined;
  const targets = [...record.settled].map(([target, ordinals]) => [target, rangesOf(ordinals)]);
  return { entries: record.entries, targets: Object.fromEntries(targets) };
}

/** Whole numbers as text: `0-3,7`. */
export function rangesOf(ordinals: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const ordinal of [...ordinals].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === ordinal - 1) last[1] = ordinal;
    else ranges.push([ordinal, ordinal]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join();
}

/**
 * The numbers of such a text, which is empty for none.
 * @returns undefined where it is no such text, or has a number that is not below `end`.
 */
export function readRanges(text: string, end: number): ReadonlySet<number> | undefined {
  const ordinals = new Set<number>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [, first, last = first] = RANGE.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first) || Number(last) >= end) return undefined;
    for (let ordinal = Number(first); ordinal <= Number(last); ordinal++) ordinals.add(ordinal);
  }
  return ordinals;
}
