import type { z } from 'zod';
import { nearestName } from './nearest-name.ts';
import { type ConfigPath, entriesAt } from './repair-value.ts';
import { knownKeys, writtenAs } from './schema/leaf.ts';

/** A key that a file has in place of another one. */
export interface MistypedKey {
  /** The mapping that has it, by keys as they are meant. */
  readonly path: ConfigPath;
  readonly given: string;
  readonly meant: string;
  /** Its value, where that became a part of the key: `{ mode:on-demand }`. */
  readonly glued?: string;
  /** The sentence of the schema about it. */
  readonly expected: string;
  /** It is no known key, but the name of something: its form is wrong. */
  readonly isName?: true;
}

/** A value with every mistyped key replaced by the one that was meant. */
export interface MeantValue {
  readonly value: unknown;
  readonly mistyped: readonly MistypedKey[];
}

const DEFAULT = 'default';

type UnknownKeys = Extract<z.core.$ZodIssue, { readonly code: 'unrecognized_keys' }>;

/**
 * Reads mistyped keys as those that were meant, so that nothing else follows from them: a key that is spelled almost
 * alike; else the only one that is missing, where the value is right for it.
 */
export function readMeantKeys(given: unknown, schema: z.ZodType): MeantValue {
  const mistyped: MistypedKey[] = [];
  let value: unknown = structuredClone(given);
  for (;;) {
    const next = nextMistyped(value, schema);
    if (next === undefined) return { value, mistyped };
    mistyped.push(next);
    value = renameKey(value, next);
  }
}

/** The path as the file has it. */
export function givenPath(path: ConfigPath, mistyped: readonly MistypedKey[]): ConfigPath {
  return path.map((key, index) => {
    const isHere = (at: ConfigPath): boolean => at.length === index && at.every((part, place) => part === path[place]);
    return mistyped.find((one) => one.meant === key && isHere(one.path))?.given ?? key;
  });
}

function nextMistyped(value: unknown, schema: z.ZodType): MistypedKey | undefined {
  const { error } = schema.safeParse(value);
  const issues = error?.issues ?? [];
  const unknown = issues.filter((issue): issue is UnknownKeys => issue.code === 'unrecognized_keys');
  for (const issue of unknown) {
    const present = entriesAt(value, issue.path) ?? {};
    const free = knownKeys(issue.message).filter((key) => !(key in present));
    for (const given of issue.keys) {
      const [, name = given, glued] = /^([^:]+):(.+)$/.exec(given) ?? [];
      const meant = nearestName(name, free);
      const found = { path: issue.path, given, expected: issue.message, ...(glued === undefined ? {} : { glued }) };
      if (meant !== undefined) return { ...found, meant };
    }
  }
  const name = issues.flatMap((issue) => misspelledName(issue, value) ?? [])[0];
  if (name !== undefined) return name;
  const missing = issues.flatMap((issue) => mistypedDefault(issue, value) ?? [])[0];
  if (missing !== undefined) return missing;
  return unknown.flatMap((issue) => onlyMissing(issue, issues, value, schema) ?? [])[0];
}

/** A name in capitals or with `_`: others refer to it in its right form. */
function misspelledName(issue: z.core.$ZodIssue, value: unknown): MistypedKey | undefined {
  if (issue.code !== 'invalid_key') return undefined;
  const path = issue.path.slice(0, -1);
  const given = String(issue.path.at(-1));
  const expected = issue.issues[0]?.message ?? issue.message;
  const meant = writtenAs(given, expected);
  if (meant === undefined || meant in (entriesAt(value, path) ?? {})) return undefined;
  return { path, given, meant, expected, isName: true };
}

/** A mapping of names that must have `default` takes every other key for a name. */
function mistypedDefault({ path }: z.core.$ZodIssue, value: unknown): MistypedKey | undefined {
  const at = path.slice(0, -1);
  const given = Object.keys(entriesAt(value, at) ?? {});
  if (path.at(-1) !== DEFAULT || given.includes(DEFAULT)) return undefined;
  const mistyped = given.find((key) => nearestName(key, [DEFAULT]) !== undefined);
  return mistyped === undefined
    ? undefined
    : { path: at, given: mistyped, meant: DEFAULT, expected: `${DEFAULT} and names` };
}

/** One key is unknown, one is missing, and the value is right for it. */
function onlyMissing(
  { path, keys, message }: UnknownKeys,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  schema: z.ZodType,
): MistypedKey | undefined {
  const present = entriesAt(value, path) ?? {};
  const missing = knownKeys(message).filter(
    (key) => !(key in present) && issues.some((issue) => isBelow([...path, key], issue.path)),
  );
  const [given, another] = keys;
  const [meant, second] = missing;
  if (given === undefined || another !== undefined || meant === undefined || second !== undefined) return undefined;
  const found = { path, given, meant, expected: message };
  const left = schema.safeParse(renameKey(value, found)).error?.issues ?? [];
  return left.some((issue) => isBelow([...path, meant], issue.path)) ? undefined : found;
}

function isBelow(path: ConfigPath, other: ConfigPath): boolean {
  return path.every((key, index) => key === other[index]);
}

function renameKey(value: unknown, { path, given, meant, glued }: MistypedKey): unknown {
  const renamed = structuredClone(value);
  const entries = entriesAt(renamed, path);
  if (entries === undefined) return renamed;
  entries[meant] = glued ?? entries[given];
  delete entries[given];
  return renamed;
}
