import { isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { formatPath, type Problem } from './problem.ts';

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
  return {
    file,
    value: document.errors.length > 0 ? undefined : (document.toJS() as unknown),
    problems: document.errors.map((error) => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
    })),
    lineOf,
    valueAt: (path) => {
      const value = document.getIn(path) as unknown;
      return isNode(value) ? value.toJS(document) : value;
    },
  };
}

/**
 * Reads a file's value by its schema, whose messages say what was expected.
 * @returns the typed value, or `undefined` with every problem of the file.
 */
export function readConfigFile<T extends z.ZodType>(
  source: ConfigFile,
  schema: T,
): { readonly value: z.output<T> | undefined; readonly problems: readonly Problem[] } {
  if (source.problems.length > 0) return { value: undefined, problems: source.problems };
  const result = schema.safeParse(source.value ?? undefined);
  if (result.success) return { value: result.data, problems: [] };
  return { value: undefined, problems: result.error.issues.flatMap((issue) => describeIssue(source, issue)) };
}

function describeIssue(source: ConfigFile, issue: z.core.$ZodIssue): readonly Problem[] {
  const { file } = source;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      file,
      line: source.lineOf([...issue.path, key]),
      message: `${formatPath([...issue.path, key])}: unknown key; expected ${issue.message}`,
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
