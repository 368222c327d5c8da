import { excerptText, excerptValue } from '../../../shared/log/excerpt.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';
import { foldError } from './fold-error.ts';
import { type EngineError, readEngineError } from './read-engine-error.ts';
import type { FoundInFile } from './read-files.ts';
import { type Fix, suggestFixes } from './suggest-fixes.ts';
import { valuesAt } from './values-at.ts';

/** A text and how often it was seen. */
interface Counted {
  readonly text: string;
  readonly count: number;
}

/** One error of one index: an item of `letters autopsy --json`. */
export interface Finding extends EngineError {
  /** Pattern of the index's names: `logs-app-*`. */
  readonly index: string;
  readonly logType: string | null;
  /** With `…` for each value. */
  readonly error: string;
  readonly count: number;
  /** When the first and the last were refused. */
  readonly since: string;
  readonly newest: string;
  /** Values of the field, shortened, the most frequent first. */
  readonly values: readonly Counted[];
  /** Log groups, or partition keys, of what was refused. */
  readonly senders: readonly Counted[];
  readonly fixes: readonly Fix[];
  readonly example: { readonly identity: string; readonly key: string; readonly line: number; readonly error: string };
}

/** A finding with its smallest dead letter. */
export interface FoundCase {
  readonly finding: Finding;
  readonly smallest: FoundInFile;
}

/** Collects findings; memory depends on their number and one dead letter for each. */
export interface Autopsy {
  readonly add: (found: FoundInFile) => void;
  /** The most frequent first. */
  readonly cases: () => readonly FoundCase[];
}

/** By text. */
type Counts = Map<string, { readonly value?: unknown; count: number }>;

interface Draft extends EngineError {
  readonly index: string;
  readonly logType: string | null;
  readonly error: string;
  count: number;
  since: string;
  newest: string;
  smallest: FoundInFile;
  hasObject: boolean;
  readonly values: Counts;
  readonly senders: Counts;
}

/** Kept of each count; what comes later is part of the sum alone. */
const MAX_COUNTED = 1_000;
const MAX_FINDINGS = 500;
const SHOWN = 5;
/** `excerptValue` shows so many characters whole. */
const MAX_KEPT_LENGTH = 100;

/** @param indexOf the pattern of the indices of a type. */
export function createAutopsy(indexOf: (logType: string | undefined) => string): Autopsy {
  const drafts = new Map<string, Draft>();
  return {
    add: (found) => {
      const { logType, error } = found.deadLetter;
      const index = indexOf(logType);
      const read = readEngineError(error);
      const folded = read.kind === 'other' ? foldError(error) : (foldError(error).split('. ')[0] ?? '');
      const key = JSON.stringify([index, folded]);
      if (!drafts.has(key) && drafts.size >= MAX_FINDINGS) return;
      const draft = drafts.get(key) ?? open(found, { ...read, index, error: folded });
      drafts.set(key, draft);
      extend(draft, found);
    },
    cases: () =>
      [...drafts.values()]
        .sort((a, b) => b.count - a.count)
        .map((draft) => ({ finding: findingOf(draft), smallest: draft.smallest })),
  };
}

function open(found: FoundInFile, named: EngineError & { readonly index: string; readonly error: string }): Draft {
  const { failedAt, logType = null } = found.deadLetter;
  const lists = { values: new Map(), senders: new Map() };
  return {
    ...named,
    logType,
    count: 0,
    since: failedAt,
    newest: failedAt,
    smallest: found,
    hasObject: false,
    ...lists,
  };
}

function extend(draft: Draft, found: FoundInFile): void {
  const { failedAt, partitionKey, cloudwatch } = found.deadLetter;
  draft.count++;
  if (Date.parse(failedAt) < Date.parse(draft.since)) draft.since = failedAt;
  if (Date.parse(failedAt) > Date.parse(draft.newest)) draft.newest = failedAt;
  if (found.data.length < draft.smallest.data.length) draft.smallest = found;
  const sender = cloudwatch === undefined ? `partition key ${partitionKey}` : `log group ${cloudwatch.logGroup}`;
  countIn(draft.senders, sender, excerptText(sender));
  if (draft.field === undefined) return;
  for (const value of valuesAt(parse(found.data), draft.field)) {
    countIn(draft.values, value);
    draft.hasObject ||= isJsonObject(value);
  }
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

/** Long values, objects and lists are counted by their beginning or outside, and not kept. */
function countIn(counts: Counts, value: unknown, text = excerptValue(value)): void {
  const known = counts.get(text);
  const isKept = typeof value === 'string' ? value.length <= MAX_KEPT_LENGTH : typeof value !== 'object';
  if (known !== undefined) known.count++;
  else if (counts.size < MAX_COUNTED) counts.set(text, { count: 1, ...(isKept ? { value } : {}) });
}

function findingOf(draft: Draft): Finding {
  const { smallest, values, senders, count, hasObject, ...known } = draft;
  const { key, line, deadLetter } = smallest;
  const all = values.size < MAX_COUNTED ? [...values.values()].map(({ value }) => value) : undefined;
  return {
    ...known,
    count,
    values: mostFrequent(values),
    senders: mostFrequent(senders),
    fixes: suggestFixes(draft, { all, hasObject }),
    example: { identity: deadLetter.identity, key, line, error: deadLetter.error },
  };
}

function mostFrequent(counts: Counts): readonly Counted[] {
  return [...counts]
    .map(([text, { count }]) => ({ text, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, SHOWN);
}
