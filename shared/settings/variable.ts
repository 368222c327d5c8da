import { parseSecretReference, SECRET_FORMS, type SecretReference } from './secret-reference.ts';

/** One variable of a service: what it means, and how its text is read. Tables of variables are written from it. */
export interface Variable<T> {
  /** One plain sentence, without a full stop. */
  readonly meaning: string;
  /** The default, as a table says it. */
  readonly unset: string;
  /** The values it takes, as tables and messages say them. */
  readonly allowed: string;
  /** Where its value comes from. Such a variable is not set by hand. */
  readonly source?: string;
  /** @param text the value, trimmed; `undefined` where it is not set or empty. */
  readonly read: (text: string | undefined, report: VariableReport) => T;
}

/** Takes what is wrong with the variable that is read. */
export interface VariableReport {
  /** The value, or the part `got` of it, is not what was expected. */
  readonly expected: (what: string, got?: string) => void;
  /** The same for a value that may be a secret by accident: it is not shown. */
  readonly expectedSecret: (what: string, got: string) => void;
  /** Another problem, as the end of a sentence. */
  readonly problem: (message: string) => void;
  /** A whole sentence, which begins with the variable's name. */
  readonly say: (sentence: string) => void;
  readonly missing: () => void;
}

interface Description {
  readonly meaning: string;
  readonly source?: string;
  /** The default in tables, where it is not a fixed value. */
  readonly unset?: string;
}

interface NumberOptions extends Description {
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A whole number within limits (inclusive). */
export function integer(options: NumberOptions & { readonly default: number }): Variable<number>;
export function integer(options: NumberOptions): Variable<number | undefined>;
export function integer(options: NumberOptions): Variable<number | undefined> {
  return numeric(options, 'a whole number', /^-?\d{1,15}$/);
}

/** A number within limits (inclusive), fractions allowed. */
export function decimal(options: NumberOptions & { readonly default: number }): Variable<number>;
export function decimal(options: NumberOptions): Variable<number | undefined>;
export function decimal(options: NumberOptions): Variable<number | undefined> {
  return numeric(options, 'a number', /^-?\d{1,15}(\.\d{1,20})?$/);
}

function numeric(options: NumberOptions, noun: string, form: RegExp): Variable<number | undefined> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, default: fallback } = options;
  const allowed = `${noun}${describeRange(options)}`;
  return {
    ...described(options, allowed, String(fallback ?? 'none')),
    read: (text, { expected }) => {
      if (text === undefined) return fallback;
      const value = Number(text);
      if (form.test(text) && value >= min && value <= max) return value;
      expected(allowed);
      return fallback;
    },
  };
}

function describeRange({ min, max }: NumberOptions): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function described({ meaning, source, unset }: Description, allowed: string, fallback: string) {
  return { meaning, allowed, unset: unset ?? fallback, ...(source === undefined ? {} : { source }) };
}

/** Any text. Without a default it is `undefined` where it is not set. */
export function text(options: Description & { readonly default: string }): Variable<string>;
export function text(options: Description): Variable<string | undefined>;
export function text(options: Description & { readonly default?: string }): Variable<string | undefined> {
  return {
    ...described(options, 'any text', options.default || 'none'),
    read: (value) => value ?? options.default,
  };
}

/** Any text; it must be set. */
export function requiredText(options: Description): Variable<string> {
  return required({ ...options, allowed: 'any text', absent: '', parse: (value) => value });
}

/** `true` or `false`. */
export function flag(options: Description & { readonly default: boolean }): Variable<boolean> {
  const { read, ...rest } = oneOf(['true', 'false'], { ...options, default: options.default ? 'true' : 'false' });
  return { ...rest, read: (value, report) => read(value, report) === 'true' };
}

/** One of some words. */
export function oneOf<const T extends string>(
  words: readonly T[],
  options: Description & { readonly default: NoInfer<T> },
): Variable<T> {
  const allowed = `one of ${words.join(', ')}`;
  return {
    ...described(options, allowed, options.default),
    read: (value, { expected }) => {
      const match = words.find((word) => word === value);
      if (value !== undefined && match === undefined) expected(allowed);
      return match ?? options.default;
    },
  };
}

/** Words out of a fixed set, comma-separated. */
export function listOf<const T extends string>(
  words: readonly T[],
  options: Description & { readonly default: readonly NoInfer<T>[] },
): Variable<readonly T[]> {
  const allowed = `a comma-separated list out of ${words.join(', ')}`;
  return {
    ...described(options, allowed, options.default.join(',') || 'none'),
    read: (value, { expected }) => {
      if (value === undefined) return options.default;
      const items = splitList(value);
      const known = items.filter((item): item is T => words.some((word) => word === item));
      if (known.length < items.length) expected(allowed);
      return known;
    },
  };
}

interface ListOptions<T> extends Description {
  /** The form of one item. */
  readonly allowed: string;
  /** `undefined`: the item is refused. */
  readonly parse: (item: string) => T | undefined;
}

/** Comma-separated items of one form; empty ones are dropped. */
export function list<T>({ allowed, parse, ...options }: ListOptions<T>): Variable<readonly T[]> {
  return {
    ...described(options, `${allowed}; several divided by commas`, 'none'),
    read: (value = '', { expected }) =>
      splitList(value).flatMap((item) => {
        const parsed = parse(item);
        if (parsed === undefined) expected(allowed, item);
        return parsed === undefined ? [] : [parsed];
      }),
  };
}

/** Comma-separated items of one form, at least one of them. */
export function requiredList<T>(options: ListOptions<T>): Variable<readonly T[]> {
  const { read, ...rest } = list({ unset: 'required', ...options });
  return {
    ...rest,
    read: (value, report) => {
      if (splitList(value ?? '').length === 0) report.missing();
      return read(value, report);
    },
  };
}

/** Comma-separated values, trimmed, empty ones dropped. */
export function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Where a secret is kept; the value itself, set by accident, is never shown. */
export function secret(options: Description): Variable<SecretReference | undefined> {
  return {
    ...described(options, SECRET_FORMS, 'none'),
    read: (value, { expectedSecret }) => {
      if (value === undefined) return undefined;
      const reference = parseSecretReference(value);
      if (reference === undefined) expectedSecret(SECRET_FORMS, value);
      return reference;
    },
  };
}

interface ParsedOptions<T> extends Description {
  readonly allowed: string;
  /** The value where it is not set, or refused. */
  readonly absent: T;
  /** `undefined`: the value is not what `allowed` says. Other problems go to `report`. */
  readonly parse: (text: string, report: VariableReport) => T | undefined;
}

/** A value with a form of its own. */
export function parsed<T>({ allowed, absent, parse, ...options }: ParsedOptions<T>): Variable<T> {
  return {
    ...described(options, allowed, 'none'),
    read: (value, report) => {
      if (value === undefined) return absent;
      const result = parse(value, report);
      if (result === undefined) report.expected(allowed);
      return result ?? absent;
    },
  };
}

/** A value with a form of its own; it must be set. */
export function required<T>(options: ParsedOptions<T>): Variable<T> {
  const { read, ...rest } = parsed({ unset: 'required', ...options });
  return {
    ...rest,
    read: (value, report) => {
      if (value === undefined) report.missing();
      return read(value, report);
    },
  };
}
