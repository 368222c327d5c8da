/** Something wrong in a config file. */
export interface Problem {
  /** Path from the project's root, e.g. `config/routes.yml`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** A sentence that names the setting, what was expected and the actual value. */
  readonly message: string;
}

/** A value in a config file, or all below it. */
export type ConfigPlace = readonly [file: string, path: readonly PropertyKey[]];

/**
 * Reports a problem with the value at `path` of a config file (`['routes', 0, 'target']`). It is left out where that
 * value, or another one it follows from, could not be read.
 */
export type ReportProblem = (
  file: string,
  path: readonly PropertyKey[],
  message: string,
  followsFrom?: readonly ConfigPlace[],
) => void;

/** Thrown by those who cannot go on without a topology; its message lists every problem. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
  readonly code = 'bad_topology';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`${problems.length} problem${problems.length === 1 ? '' : 's'} in config/:\n${formatProblems(problems)}`);
    this.problems = problems;
  }
}

/** `routes[0].target`, as it is said in messages. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

/** `"a", "b"`, as values are said in messages. */
export function quote(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

/** One line a problem, in the order of files and lines. */
export function formatProblems(problems: readonly Problem[]): string {
  return sortProblems(problems).map(formatProblem).join('\n');
}

/** `config/routes.yml:5: routes[0].target: expected …`. */
export function formatProblem({ file, line, message }: Problem): string {
  return `${file}:${line}: ${message}`;
}

/** In the order of files and lines. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
