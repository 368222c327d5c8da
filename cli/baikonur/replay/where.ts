import { UsageError } from '../shell.ts';

/** Conditions on values of a log. */
export interface Where {
  /** Paths into the JSON, for the decoder. */
  readonly paths: readonly string[];
  /** @param picked the values at the paths, in order */
  readonly holds: (picked: readonly unknown[] | undefined) => boolean;
  /** The values that the paths must have, as text. */
  readonly values: readonly string[];
}

/**
 * Compiles `--where` conditions, all of which must hold.
 * @throws {UsageError} for a condition that is none.
 */
export function compileWhere(conditions: readonly string[]): Where {
  const where = conditions.map(readCondition);
  return {
    paths: where.map(({ path }) => path),
    values: where.map(({ value }) => value),
    holds: (picked = []) => where.every(({ value }, index) => textOf(picked[index]) === value),
  };
}

function readCondition(text: string): { readonly path: string; readonly value: string } {
  const [, path, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path !== undefined && value !== undefined) return { path, value };
  throw new UsageError([`--where: expected <path>=<value> such as level=error, got ${JSON.stringify(text)}`]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value === undefined ? undefined : JSON.stringify(value);
}
