import type { Reject } from '../reject.ts';
import { recogniseFormat } from './foreign-format.ts';

/** Adds to a reject what the data looks like, and what would help. */
export type AddHint = (reject: Reject, data: Buffer) => Reject;

/** Creates an {@link AddHint} for entries of a unit. */
export type CreateAddHint = (unit: Unit) => AddHint;

/** The unit of which an entry was made. */
export type Unit = 'record' | 'line' | 'message';

const ADVICE_FOR_SEVERAL: Readonly<Record<Unit, string>> = {
  record: 'put each in a record of its own, or one a line with RECORD_FORMAT=ndjson',
  line: 'put each on a line of its own',
  message: 'put each in a log event of its own',
};

/** Position that JSON.parse gives where a whole JSON text ended and something follows. */
const END_OF_JSON = /after JSON at position (\d+)(?: \(line \d+ column \d+\))?$/;

/**
 * Creates what completes the sentence of a reject. It runs for rejected entries only, and looks at a bounded part of
 * the data.
 */
export function createAddHint(unit: Unit): AddHint {
  return (reject, data) => {
    const hint = hintOf(reject, data, unit);
    return hint === undefined ? reject : { code: reject.code, error: `${reject.error}; ${hint}` };
  };
}

function hintOf({ code, error }: Reject, data: Buffer, unit: Unit): string | undefined {
  switch (code) {
    case 'not_object':
      return objectHint(data, unit);
    case 'not_json':
      return jsonHint(data, error, unit) ?? formatHint(data);
    case 'not_utf8':
      return formatHint(data);
    default:
      return undefined;
  }
}

function formatHint(data: Buffer): string | undefined {
  const format = recogniseFormat(data);
  return format && `it looks like ${format.name}: ${format.advice}`;
}

function jsonHint(data: Buffer, error: string, unit: Unit): string | undefined {
  if (isBlank(data))
    return `the ${unit} ${data.length === 0 ? 'is empty' : 'holds nothing but white space or zero bytes'}`;
  const end = END_OF_JSON.exec(error)?.[1];
  const rest = end === undefined ? '' : textFrom(data, Number(end));
  if (/^[{[]/.test(rest)) return `it looks like several JSON texts: ${ADVICE_FOR_SEVERAL[unit]}`;
  return rest.startsWith('\0') ? 'there are zero bytes behind the JSON: send its own bytes alone' : undefined;
}

/** The text behind a position that is counted in UTF-16 units, of at most three bytes each. */
function textFrom(data: Buffer, position: number): string {
  return data
    .toString('utf8', 0, 3 * position + 64)
    .slice(position)
    .trimStart();
}

function isBlank(data: Buffer): boolean {
  return data.every((byte) => byte === 0 || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function objectHint(data: Buffer, unit: Unit): string | undefined {
  const text = data.toString('latin1', 0, 256).trimStart();
  if (/^\[\s*\{/.test(text)) return `it looks like a list of logs: ${ADVICE_FOR_SEVERAL[unit]}`;
  // A JSON string that begins with an escaped object.
  return /^"\s*\{\s*\\"/.test(text) ? 'it looks like JSON within a JSON string: encode once' : undefined;
}
