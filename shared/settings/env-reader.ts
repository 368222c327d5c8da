import type { Variable, VariableReport } from './variable.ts';

/** Environment variables as a process has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** All variables of a service, by their names. */
export type Declaration = Readonly<Record<string, Variable<unknown>>>;

/** The values that a declaration reads. */
export type Values<V extends Declaration> = { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never };

/** Something wrong with an environment. */
export interface ConfigProblem {
  /** The variables that it is about. */
  readonly variables: readonly string[];
  /** Begins with the name of the first of them. */
  readonly sentence: string;
}

/** Thrown once at cold start, naming everything that is wrong with the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad_config';
  /** Its sentences. */
  readonly problems: readonly string[];
  readonly details: readonly ConfigProblem[];

  constructor(details: readonly ConfigProblem[]) {
    const problems = details.map(({ sentence }) => sentence);
    super(
      `bad configuration, ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n- ${problems.join('\n- ')}`,
    );
    this.problems = problems;
    this.details = details;
  }
}

/** For rules over several variables. */
export interface EnvChecks {
  /** Whether a variable is set to anything. */
  readonly isSet: (name: string) => boolean;
  /** Adds a problem with some variables; the sentence begins with their names. */
  readonly problem: (variables: readonly string[], message: string) => void;
}

/**
 * Reads the declared variables of an environment, once, at cold start. An empty variable counts as an absent one.
 * @param build makes the settings of the values; what it returns is used only when nothing was wrong.
 * @throws {ConfigError} with every problem found.
 * @example parseSettings(process.env, { BUCKET: requiredText({ meaning: 'Bucket of the objects' }) }, ({ BUCKET }) => BUCKET)
 */
export function parseSettings<V extends Declaration, T>(
  env: Env,
  variables: V,
  build: (values: Values<V>, checks: EnvChecks) => T,
): T {
  const problems: ConfigProblem[] = [];
  const textOf = (name: string): string | undefined => env[name]?.trim() || undefined;
  const values = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => {
      const report = createReport(name, env[name] ?? '', problems);
      return [name, variable.read(textOf(name), report)];
    }),
    // Each name has what its own declaration reads.
  ) as Values<V>;
  const settings = build(values, {
    isSet: (name) => textOf(name) !== undefined,
    problem: (names, message) => problems.push({ variables: names, sentence: `${names.join(', ')}: ${message}` }),
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}

function createReport(name: string, value: string, problems: ConfigProblem[]): VariableReport {
  const say = (sentence: string): void => {
    problems.push({ variables: [name], sentence });
  };
  const problem = (message: string): void => say(`${name}: ${message}`);
  return {
    say,
    problem,
    missing: () => problem('required, but not set'),
    expected: (what, got = value) => problem(`expected ${what}, got ${showValue(got)}`),
    expectedSecret: (what, got) => problem(`expected ${what}, got ${got.length} other characters`),
  };
}

/** A value for a message. An address may contain a login by mistake, which must not be logged. */
export function showValue(value: string): string {
  return value.includes('@') ? 'a text with an @' : JSON.stringify(value);
}
