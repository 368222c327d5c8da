/** Environment variables as a process has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Thrown once at cold start, naming everything that is wrong with the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad_config';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `bad configuration, ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n- ${problems.join('\n- ')}`,
    );
    this.problems = problems;
  }
}

interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}

/** Reads typed values, collects every problem. An empty variable counts as an absent one. */
export interface EnvReader {
  /** Text; without a default the variable is required. */
  readonly text: (name: string, fallback?: string) => string;
  readonly optionalText: (name: string) => string | undefined;
  /** A whole number within `range` (inclusive). */
  readonly integer: (name: string, fallback: number, range?: NumberRange) => number;
  readonly optionalInteger: (name: string, range?: NumberRange) => number | undefined;
  /** A number within `range` (inclusive), fractions allowed. */
  readonly decimal: (name: string, fallback: number, range?: NumberRange) => number;
  readonly optionalDecimal: (name: string, range?: NumberRange) => number | undefined;
  /** `true` or `false`. */
  readonly flag: (name: string, fallback: boolean) => boolean;
  readonly oneOf: <T extends string>(name: string, allowed: readonly T[], fallback: T) => T;
  /** Comma-separated values, trimmed, empty ones dropped; absent: the fallback. */
  readonly list: (name: string, fallback?: readonly string[]) => readonly string[];
  /** Comma-separated values out of a fixed set. */
  readonly listOf: <T extends string>(name: string, allowed: readonly T[], fallback: readonly T[]) => readonly T[];
  /** Adds a problem of the caller's own finding, e.g. settings that contradict each other. */
  readonly problem: (message: string) => void;
}

/**
 * Reads settings from an environment, once, at cold start.
 * @param read builds the settings from the reader; what it returns is used only when nothing was wrong.
 * @throws {ConfigError} with every problem found.
 * @example parseSettings(process.env, (env) => ({ bucket: env.text('LOG_S3_BUCKET') }))
 */
export function parseSettings<T>(env: Env, read: (reader: EnvReader) => T): T {
  const problems: string[] = [];
  const settings = read(createEnvReader(env, problems));
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}

function createEnvReader(env: Env, problems: string[]): EnvReader {
  const read = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === '' ? undefined : value;
  };
  const wrong = (name: string, expected: string): void => {
    problems.push(`${name}: expected ${expected}, got ${JSON.stringify(env[name])}`);
  };
  const numeric = (name: string, pattern: RegExp, noun: string, range: NumberRange): number | undefined => {
    const value = read(name);
    if (value === undefined) return undefined;
    if (pattern.test(value) && inRange(Number(value), range)) return Number(value);
    wrong(name, `${noun}${describeRange(range)}`);
    return undefined;
  };
  const optionalInteger: EnvReader['optionalInteger'] = (name, range = {}) =>
    numeric(name, /^-?\d{1,15}$/, 'a whole number', range);
  const optionalDecimal: EnvReader['optionalDecimal'] = (name, range = {}) =>
    numeric(name, /^-?\d{1,15}(\.\d{1,20})?$/, 'a number', range);
  const oneOf: EnvReader['oneOf'] = (name, allowed, fallback) => {
    const value = read(name);
    const match = allowed.find((candidate) => candidate === value);
    if (value !== undefined && match === undefined) wrong(name, `one of ${allowed.join(', ')}`);
    return match ?? fallback;
  };
  const list: EnvReader['list'] = (name, fallback = []) =>
    read(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '') ?? fallback;
  return {
    text: (name, fallback) => {
      const value = read(name) ?? fallback;
      if (value === undefined) problems.push(`${name}: required, but not set`);
      return value ?? '';
    },
    optionalText: read,
    integer: (name, fallback, range) => optionalInteger(name, range) ?? fallback,
    optionalInteger,
    decimal: (name, fallback, range) => optionalDecimal(name, range) ?? fallback,
    optionalDecimal,
    flag: (name, fallback) => oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true',
    oneOf,
    list,
    listOf: (name, allowed, fallback) => {
      const values = list(name, fallback);
      const known = values.filter((value): value is (typeof allowed)[number] => allowed.some((item) => item === value));
      if (known.length < values.length) wrong(name, `a comma-separated list out of ${allowed.join(', ')}`);
      return known;
    },
    problem: (message) => {
      problems.push(message);
    },
  };
}

function inRange(value: number, range: NumberRange): boolean {
  return value >= (range.min ?? Number.NEGATIVE_INFINITY) && value <= (range.max ?? Number.POSITIVE_INFINITY);
}

function describeRange({ min, max }: NumberRange): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}
