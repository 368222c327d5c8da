/** Stands where an error has a value. */
const VALUE = '…';
/** Looked at of an error: its end says nothing about its kind. */
const MAX_LENGTH = 1_000;

/** Values, which differ from one log to the next, in the order in which they are taken out. */
const VALUES: readonly (readonly [pattern: RegExp, by: string])[] = [
  // Texts in quotation marks, as JSON.
  [/"(?:[^"\\]|\\.)*(?:"|$)/g, `"${VALUE}"`],
  // Texts in apostrophes, which engines use; not the one of "field's".
  [/(?<![\p{L}\p{N}])'.*?'(?=[\s,.;:)\]]|$)/gsu, `'${VALUE}'`],
  [/\b(an (?:array|object) with) [^:;]*/g, `$1 ${VALUE}`],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b/g, VALUE],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, VALUE],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi, VALUE],
  [/\bhttps?:\/\/\S+/g, VALUE],
  [/(?<![\p{L}\p{N}_]|UTF-|ISO )[-+]?\d+(?:[.,]\d+)*(?![\p{L}\p{N}_])/gu, VALUE],
];

/** The status that a destination answered, in front of its sentence. */
const STATUS = /^(?:held for [^:]*: )?\d{3} /;

/**
 * The kind of an error: the sentence with `…` for each value in it (quoted texts, numbers, times, ids), so that errors
 * which differ in values alone are the same. Names of fields and the status of an answer stay.
 */
export function foldError(error: string): string {
  const text = error.slice(0, MAX_LENGTH).trim();
  const status = STATUS.exec(text)?.[0] ?? '';
  const folded = VALUES.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text.slice(status.length));
  return (status + folded).replace(/\s+/g, ' ').trim();
}
