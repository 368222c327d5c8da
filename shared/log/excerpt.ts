import { printable } from './printable.ts';

const MAX_LENGTH = 100;

/**
 * A JSON value for a sentence about it: scalars as JSON text, cut to about 100 characters. Of objects and arrays only
 * the outside is shown, since their depth is unknown (`JSON.stringify` overflows the stack).
 */
export function excerptValue(value: unknown): string {
  if (typeof value === 'string') {
    const cut = printable(JSON.stringify(value.slice(0, MAX_LENGTH)));
    return value.length > MAX_LENGTH ? `${cut}… (${value.length} characters)` : cut;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${excerptText(keys.slice(0, MAX_LENGTH).join(', '))}`;
}

/** Text for a sentence about it: printable, cut to about 100 characters. */
export function excerptText(text: string): string {
  return printable(cutText(text));
}

/** Text cut to about 100 characters. */
function cutText(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)` : text;
}

/** Text in quotation marks, as JSON, cut to about 100 characters. */
export function excerptQuoted(text: string): string {
  return printable(JSON.stringify(cutText(text)));
}
