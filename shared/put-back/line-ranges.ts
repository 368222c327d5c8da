/** Numbers of lines. */
export interface Lines {
  readonly size: number;
  readonly has: (line: number) => boolean;
}

type Range = readonly [from: number, to: number];

const RANGE = /^(\d{1,9})(?:-(\d{1,9}))?$/;

/** The lines of ranges such as `1-500,502`; none where a text is not of that form. Memory grows with the ranges alone. */
export function readLines(...texts: readonly (string | undefined)[]): Lines {
  const ranges = texts.reduce<readonly Range[]>((all, text) => merge(all, parse(text)), []);
  return {
    size: ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0),
    has: (line) => {
      const found = ranges[lastFrom(ranges, line)];
      return found !== undefined && line <= found[1];
    },
  };
}

/** Ranges with more lines, in a time that grows with the ranges and the new lines, not with all lines. */
export function addLines(text: string | undefined, lines: Iterable<number>): string {
  const sorted = [...lines].sort((a, b) => a - b).map((line): Range => [line, line]);
  return merge(parse(text), sorted)
    .map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`))
    .join();
}

function parse(text = ''): readonly Range[] {
  const ranges: Range[] = [];
  for (const part of text === '' ? [] : text.split(',')) {
    const [, from, to = from] = RANGE.exec(part) ?? [];
    if (from === undefined || Number(to) < Number(from)) return [];
    ranges.push([Number(from), Number(to)]);
  }
  return ranges;
}

/** Two lists of ranges, each in order, as one; ranges that touch become one. */
function merge(one: readonly Range[], other: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = [];
  let [a, b] = [0, 0];
  while (a < one.length || b < other.length) {
    const isFirst = (one[a]?.[0] ?? Number.POSITIVE_INFINITY) <= (other[b]?.[0] ?? Number.POSITIVE_INFINITY);
    const next = isFirst ? one[a++] : other[b++];
    if (next === undefined) break;
    const last = merged.at(-1);
    if (last !== undefined && next[0] <= last[1] + 1) last[1] = Math.max(last[1], next[1]);
    else merged.push([next[0], next[1]]);
  }
  return merged;
}

/** Index of the last range that begins at the line or before; -1: none. */
function lastFrom(ranges: readonly Range[], line: number): number {
  let [low, high] = [-1, ranges.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ranges[middle]?.[0] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}
