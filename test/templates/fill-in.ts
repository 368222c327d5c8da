import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

type Yaml = Readonly<Record<string, unknown>>;

/** Where variables of a serverless.yml lead. */
export interface FillInOptions {
  /** The service's folder: `${file(…)}` is relative to it. */
  readonly folder: string;
  /** The printed `custom`: `${self:custom.…}` leads there. */
  readonly custom: Yaml;
}

const VARIABLE = /\$\{(?:file\(([^)]+)\)(?::([\w.-]+))?|self:([\w.-]+))(, null)?\}/g;
/** Values that code computes: they are compared where they are used. */
const COMPUTED = /\.cjs$/;

/** A serverless.yml as it is written, with the value of each variable in its place. A value that is null is left out. */
export function fillIn(written: unknown, options: FillInOptions): unknown {
  if (typeof written === 'string') return fillInText(written, options);
  if (Array.isArray(written)) return written.map((item) => fillIn(item, options));
  if (typeof written !== 'object' || written === null) return written;
  const filled = Object.entries(written).map(([key, value]) => [key, fillIn(value, options)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== null));
}

/** A text that is one variable has that variable's value, of whatever type. */
function fillInText(text: string, options: FillInOptions): unknown {
  const [first, ...others] = [...text.matchAll(VARIABLE)];
  if (first === undefined) return text;
  if (others.length === 0 && first[0] === text) return valueOfVariable(first, options);
  return text.replaceAll(VARIABLE, (...match: string[]) => String(valueOfVariable(match, options)));
}

function valueOfVariable(
  [variable, file, address, property, isOptional]: readonly (string | undefined)[],
  options: FillInOptions,
) {
  const value = file === undefined ? follow({ custom: options.custom }, property) : readValue(file, address, options);
  if (value === undefined && !isOptional) throw new Error(`${variable} leads nowhere`);
  return value ?? null;
}

function readValue(file: string, address: string | undefined, options: FillInOptions): unknown {
  if (COMPUTED.test(file)) return options.custom['app'];
  const content: unknown = parse(readFileSync(resolve(options.folder, file), 'utf8'), { merge: true });
  return fillIn(follow(content, address), options);
}

function follow(value: unknown, address: string | undefined): unknown {
  const keys = address?.split('.') ?? [];
  return keys.reduce<unknown>((inner, key) => (inner as Yaml | undefined)?.[key], value);
}
