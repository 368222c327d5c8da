import type { IndexInterval } from '../../shared/search/index-name.ts';

/** Caps of new indices: those of new types, and of old dates. */
export interface NewIndexCaps {
  readonly perInvocation: number;
  /** In 24 hours, by all functions together. */
  readonly perDay: number;
}

/** An index of the engine. */
export interface ExistingIndex {
  readonly name: string;
  readonly createdAtMs: number;
}

interface Options {
  readonly caps: NewIndexCaps;
  readonly interval: IndexInterval;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
const DATE_AT_END = { day: /^(.+-)(\d{4})(\d\d)(\d\d)$/, month: /^(.+-)(\d{4})(\d\d)$/, none: undefined };

/**
 * Decides which new indices may not be made. The next period of a type that has an index already is expected: it is
 * neither counted nor refused. All other names count: new types, and old dates.
 * @param wanted names that do not exist, in the order of the logs.
 * @param existing indices of the engine.
 * @returns the refused names, each with a sentence.
 */
export function refuseNewIndices(
  wanted: readonly string[],
  existing: readonly ExistingIndex[],
  { caps, interval, nowMs }: Options,
): ReadonlyMap<string, string> {
  const seen = new Set<string>();
  let today = 0;
  for (const { name, createdAtMs } of existing.toSorted((a, b) => a.createdAtMs - b.createdAtMs)) {
    if (createdAtMs > nowMs - DAY_MS && !isExpected(name, seen, { interval, nowMs: createdAtMs })) today++;
    remember(name, seen, interval);
  }
  const refused = new Map<string, string>();
  let made = 0;
  for (const name of wanted) {
    if (isExpected(name, seen, { interval, nowMs })) continue;
    const problem = explainRefusal(made, today, caps);
    if (problem !== undefined) refused.set(name, `index ${name} does not exist, and it was not made: ${problem}`);
    else {
      made++;
      today++;
      remember(name, seen, interval);
    }
  }
  return refused;
}

/** Whether a type that has an index gets the one of the present period: yesterday to tomorrow, as clocks differ. */
function isExpected(name: string, seen: ReadonlySet<string>, { interval, nowMs }: Omit<Options, 'caps'>): boolean {
  const [, stem = '', year, month, day = '01'] = DATE_AT_END[interval]?.exec(name) ?? [];
  if (!seen.has(stem)) return false;
  const startMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const endMs = interval === 'month' ? Date.UTC(Number(year), Number(month), 1) : startMs + DAY_MS;
  return startMs <= nowMs + DAY_MS && endMs > nowMs - DAY_MS;
}

function remember(name: string, seen: Set<string>, interval: IndexInterval): void {
  const [, stem] = DATE_AT_END[interval]?.exec(name) ?? [];
  if (stem !== undefined) seen.add(stem);
}

function explainRefusal(made: number, today: number, { perInvocation, perDay }: NewIndexCaps): string | undefined {
  if (made >= perInvocation) {
    return `this invocation makes ${made} other new ones (ES_NEW_INDICES_PER_INVOCATION=${perInvocation})`;
  }
  if (today < perDay) return undefined;
  return `${today} new ones were made in the last 24 hours (ES_NEW_INDICES_PER_DAY=${perDay})`;
}
