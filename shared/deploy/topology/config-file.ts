import { type Document, isAlias, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { didYouMean, nearestName } from './nearest-name.ts';
import { formatPath, type Problem } from './problem.ts';
import { type ConfigPath, repairValue } from './repair-value.ts';
import { knownKeys } from './schema/leaf.ts';

/** A YAML file that was read: its value, and the line of each part. */
export interface ConfigFile {
  readonly file: string;
  readonly value: unknown;
  /** Problems of YAML itself: syntax, duplicate keys, unknown anchors. */
  readonly problems: readonly Problem[];
  /** Line (from 1) of the value at `path`, or of the nearest parent that is written. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  readonly valueAt: (path: readonly PropertyKey[]) => unknown;
}

const MAX_VALUE_CHARACTERS = 120;
/** Keys that would vanish, or change the object that holds them. */
const INHERITED_KEYS: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

/** Parses a config file; never throws. */
export function openConfigFile(file: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const startOf = (node: Node): number => lines.linePos(node.range?.[0] ?? 0).line;
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node)) return startOf(node);
    }
    return 1;
  };
  const { value, error: aliasError } = resolvedValue(document);
  return {
    file,
    value,
    // The first error of a line: the others follow from it.
    problems: [
      ...(aliasError === undefined ? [] : [{ file, line: 1, message: aliasError }]),
      ...inheritedKeys(document).map(({ key, node }) => ({
        file,
        line: startOf(node),
        message: `${key}: not a possible key, because every JavaScript object has it already`,
      })),
      ...[...Map.groupBy(document.errors, (error) => error.linePos?.[0].line ?? 1)].map(([line, [error]]) => ({
        file,
        line,
        message: error?.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'broken YAML',
      })),
    ],
    lineOf,
    valueAt: (path) => {
      const value = document.getIn(path) as unknown;
      return isNode(value) ? value.toJS(document) : value;
    },
  };
}

function inheritedKeys(document: Document): readonly { readonly key: string; readonly node: Node }[] {
  const found: { key: string; node: Node }[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      const scalar = isAlias(key) ? key.resolve(document) : key;
      if (isNode(key) && isScalar(scalar) && INHERITED_KEYS.includes(scalar.value)) {
        found.push({ key: String(scalar.value), node: key });
      }
    },
  });
  return found;
}

/** Aliases that multiply each other ("alias bomb") are refused by the parser only when the value is made. */
function resolvedValue(document: Document): { readonly value?: unknown; readonly error?: string } {
  if (document.errors.length > 0) return {};
  try {
    return { value: document.toJS() as unknown };
  } catch (cause) {
    return { error: `its aliases cannot be resolved: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

/** A file's value by its schema, its problems, and where a stand-in was put for what is wrong. */
export interface ReadFile<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
  readonly repaired: readonly ConfigPath[];
}

/** Reads a file's value by its schema, whose messages say what was expected. */
export function readConfigFile<T extends z.ZodType>(source: ConfigFile, schema: T): ReadFile<z.output<T>> {
  if (source.problems.length > 0) {
    return { value: repairValue({}, schema).value, problems: source.problems, repaired: [[]] };
  }
  const given = source.value ?? undefined;
  const result = schema.safeParse(given);
  if (result.success) return { value: result.data, problems: [], repaired: [] };
  const { issues } = result.error;
  const { value, paths } = repairValue(given, schema);
  const meant = meantKeys(issues);
  const problems = issues
    .filter(({ path, code }) => code === 'unrecognized_keys' || !meant.has(formatPath(path)) || isGiven(source, path))
    .flatMap((issue) => describeIssue(source, issue));
  // A number that is neither whole nor within its limits is one problem.
  const byText = new Map(problems.map((problem) => [`${problem.line}: ${problem.message}`, problem]));
  return { value, problems: [...byText.values()], repaired: paths };
}

/** Keys that are missing only because they are mistyped. */
function meantKeys(issues: readonly z.core.$ZodIssue[]): ReadonlySet<string> {
  const meant = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.flatMap((key) => {
          const nearest = nearestName(key, knownKeys(issue.message));
          return nearest === undefined ? [] : [formatPath([...issue.path, nearest])];
        })
      : [],
  );
  return new Set(meant);
}

function isGiven(source: ConfigFile, path: ConfigPath): boolean {
  return source.valueAt(path) !== undefined;
}

function describeIssue(source: ConfigFile, issue: z.core.$ZodIssue): readonly Problem[] {
  const { file } = source;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      file,
      line: source.lineOf([...issue.path, key]),
      message: `${formatPath([...issue.path, key])}: unknown key${didYouMean(key, knownKeys(issue.message))}; expected ${issue.message}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const nested = issue.issues[0]?.message ?? issue.message;
    const message = `${formatPath(issue.path)}: expected ${nested} as its name, got ${show(issue.path.at(-1))}`;
    return [{ file, line: source.lineOf(issue.path), message }];
  }
  const actual = source.valueAt(issue.path);
  const what = issue.path.length === 0 ? 'the file' : formatPath(issue.path);
  const message = `${what}: expected ${issue.message}, ${actual === undefined ? 'but it is missing' : `got ${show(actual)}`}`;
  return [{ file, line: source.lineOf(issue.path), message }];
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}
