import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { givenPath, type MistypedKey, readMeantKeys } from './mistyped-keys.ts';
import { didYouMean } from './nearest-name.ts';
import { formatPath, type Problem } from './problem.ts';
import { type ConfigPath, repairValue } from './repair-value.ts';
import { isSentence, knownKeys, writtenAs } from './schema/leaf.ts';
import { oldNameOf } from './schema/old-names.ts';
import { yamlProblems } from './yaml-problems.ts';

/** A YAML file that was read: its value, and the line of each part. */
export interface ConfigFile {
  readonly file: string;
  /** `undefined` where there are problems. */
  readonly value: unknown;
  /** Problems of YAML itself: syntax, duplicate keys, unknown anchors. */
  readonly problems: readonly Problem[];
  /** Line (from 1) of the value at `path`, or of the nearest parent that is written. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  readonly valueAt: (path: readonly PropertyKey[]) => unknown;
}

const MAX_VALUE_CHARACTERS = 120;

/** Parses a config file; never throws. */
export function openConfigFile(file: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = writtenAt(document, path.slice(0, length));
      if (node !== undefined) return lines.linePos(node.range?.[0] ?? 0).line;
    }
    return 1;
  };
  const found = yamlProblems(file, { text, document, lines });
  const { value, error } = found.length > 0 ? {} : resolvedValue(document);
  return {
    file,
    value,
    problems: error === undefined ? found : [{ file, line: 1, message: error }],
    lineOf,
    valueAt: (path) => {
      const value = document.getIn(path) as unknown;
      return isNode(value) ? value.toJS(document) : value;
    },
  };
}

/** The key at a path, or the item of a list; `undefined` where none is written. */
function writtenAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  const node = pair?.key ?? document.getIn(path, true);
  return isNode(node) ? node : undefined;
}

/** Aliases that multiply each other ("alias bomb") are refused by the parser only when the value is made. */
function resolvedValue(document: Document): { readonly value?: unknown; readonly error?: string } {
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
  /** Line of the value at a path, by keys as they are meant. */
  readonly lineOf: (path: ConfigPath) => number;
}

/** Reads a file's value by its schema, whose messages say what was expected. */
export function readConfigFile<T extends z.ZodType>(source: ConfigFile, schema: T): ReadFile<z.output<T>> {
  if (source.problems.length > 0) {
    const { value } = repairValue({}, schema);
    return { value, problems: source.problems, repaired: [[]], lineOf: source.lineOf };
  }
  const { value: given, mistyped } = readMeantKeys(source.value ?? undefined, schema);
  const result = schema.safeParse(given);
  const issues = result.error?.issues ?? [];
  const { value, paths } = repairValue(given, schema);
  const problems = [
    ...mistyped.map((key) => describeMistyped(source, key, mistyped)),
    ...issues
      .filter((issue) => !followsFromUnknownKey(issue, issues))
      .flatMap((issue) =>
        describeIssue(source, { ...issue, path: [...writtenPath(source, givenPath(issue.path, mistyped))] }),
      ),
  ];
  // A number that is neither whole nor within its limits is one problem.
  const byText = new Map(problems.map((problem) => [`${problem.line}: ${problem.message}`, problem]));
  const lineOf = (path: ConfigPath): number => source.lineOf(writtenPath(source, givenPath(path, mistyped)));
  return { value, problems: [...byText.values()], repaired: paths, lineOf };
}

/** The path with the names of the Terraform module, where the file has these. */
function writtenPath(source: ConfigFile, path: ConfigPath): ConfigPath {
  return path.map((key, index) => {
    const at = path.slice(0, index);
    if (source.valueAt([...at, key]) !== undefined) return key;
    const old = oldNameOf(key);
    return old !== undefined && source.valueAt([...at, old]) !== undefined ? old : key;
  });
}

/** A rule about all keys of a mapping says nothing where one of them is unknown. */
function followsFromUnknownKey({ code, path }: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const at = formatPath(path);
  return (
    code === 'custom' && issues.some((other) => other.code === 'unrecognized_keys' && formatPath(other.path) === at)
  );
}

function describeMistyped(source: ConfigFile, key: MistypedKey, mistyped: readonly MistypedKey[]): Problem {
  const path = [...givenPath(key.path, mistyped), key.given];
  if (key.isName) {
    const said = `expected ${key.expected} as its name, got ${show(key.given)} (did you mean ${key.meant}?)`;
    return { file: source.file, line: source.lineOf(path), message: `${formatPath(path)}: ${said}` };
  }
  const message = `${formatPath(path)}: unknown key (did you mean ${meantAs(key)}?); expected ${key.expected}`;
  return { file: source.file, line: source.lineOf(path), message };
}

function meantAs({ meant, glued }: MistypedKey): string {
  return glued === undefined ? meant : `"${meant}: ${glued}", with a space behind the colon`;
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
    const name = issue.path.at(-1);
    const message = `${formatPath(issue.path)}: expected ${nested} as its name, got ${show(name)}${meantValue(name, nested)}`;
    return [{ file, line: source.lineOf(issue.path), message }];
  }
  const actual = source.valueAt(issue.path);
  const what = issue.path.length === 0 ? 'the file' : formatPath(issue.path);
  if (isSentence(issue)) return [{ file, line: source.lineOf(issue.path), message: `${what}: ${issue.message}` }];
  const got = actual === undefined ? 'but it is missing' : `got ${show(actual)}${meantValue(actual, issue.message)}`;
  return [{ file, line: source.lineOf(issue.path), message: `${what}: expected ${issue.message}, ${got}` }];
}

/** ` (did you mean x?)` for a text that is almost what was expected. */
function meantValue(given: unknown, expected: string): string {
  if (typeof given !== 'string') return '';
  const written = writtenAs(given, expected);
  return written === undefined ? didYouMean(given, knownKeys(expected)) : ` (did you mean ${written}?)`;
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}
