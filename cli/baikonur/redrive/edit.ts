import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorText } from '../../../shared/errors/error-text.ts';
import type { ReadDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import type { EditBytes, Edited } from '../../../shared/put-back/edit-bytes.ts';
import { UsageError } from '../shell.ts';

/** A log as `--edit` sees it: parsed JSON, else the text, else the bytes. */
type Editable = unknown;

/** The default export of an `--edit` file; the context is the dead letter. `undefined`: it stays where it is. */
type EditLog<Context> = (log: Editable, context: Context) => unknown;

/** Digits that a double surely keeps. */
const SAFE_DIGITS = 15;

/**
 * Loads `--edit FILE`.
 * @throws {UsageError} where it cannot be loaded, or exports no function.
 */
export async function loadEdit<Context = ReadDeadLetter>(file: string): Promise<EditBytes<Context>> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError([`--edit ${file}: there is no such file (${path})`]);
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new UsageError([`--edit ${file}: ${errorText(error)}`]);
  });
  const { default: edit } = loaded;
  if (typeof edit !== 'function') {
    throw new UsageError([`--edit ${file}: expected \`export default (log, deadLetter) => log\`, got ${typeof edit}`]);
  }
  return createEdit(edit as EditLog<Context>); // a function; what it returns is checked
}

/** Wraps the function of an `--edit` file. */
export function createEdit<Context>(edit: EditLog<Context>): EditBytes<Context> {
  return async (data, context) => {
    const log = parseLog(data);
    // Taken before: the function may change the log in place.
    const before = toText(log);
    try {
      const result = await edit(log, context);
      if (result === undefined) return { status: 'left', why: '--edit returned nothing for it', isProblem: false };
      if (result instanceof Uint8Array) return compare(data, Buffer.from(result));
      if (typeof result === 'string') return compare(data, Buffer.from(result));
      const after = toText(result);
      if (after === undefined) return problem(`--edit returned ${typeof result}: expected an object, text or bytes`);
      return after === before ? { status: 'kept', data } : { status: 'changed', data: Buffer.from(after) };
    } catch (error) {
      return problem(`--edit failed: ${errorText(error)}`);
    }
  };
}

function compare(data: Buffer, edited: Buffer): Edited {
  return edited.equals(data) ? { status: 'kept', data } : { status: 'changed', data: edited };
}

function problem(why: string): Edited {
  return { status: 'left', why, isProblem: true };
}

/** A number that a double cannot hold is a `JSON.rawJSON`, so that it leaves as it came. */
function parseLog(data: Buffer): Editable {
  if (!isUtf8(data)) return data;
  const text = data.toString();
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return text;
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return source.replace(/\D/g, '').length > SAFE_DIGITS ? rawJson(source) : value;
}

/** Node 24 has it; the types of the project's TypeScript do not. */
function rawJson(source: string): unknown {
  return Reflect.get(JSON, 'rawJSON')(source);
}

function toText(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}
