import { isJsonObject } from '../../shared/log/json-object.ts';
import { type ParsedJson, parseExact } from '../../shared/search/exact-json.ts';
import type { Source } from './conflict.ts';
import { findDifference } from './find-difference.ts';
import { at } from './lookup.ts';

/** A document, read quickly at first. */
export interface ReadSource {
  /** Its numbers are doubles. */
  readonly plain: Source;
  /** Whether a number may have more digits than a double holds. */
  readonly mayLoseDigits: boolean;
  /** Its numbers have their source text. It takes ten times as long. @throws {RangeError} where it is nested too deeply. */
  readonly exact: () => Source;
}

/** Sixteen digits, or an exponent of three; also in texts, where it does no harm. */
const MANY_DIGITS = /\d[\d.]{15}|[eE][+-]?\d{3}/;

/** A JSON text that contains documents. */
interface Opened extends ParsedJson {
  readonly mayLoseDigits: boolean;
}

/** A document that is a whole JSON text. */
export function readSource(text: string): ReadSource {
  return sourceAt(openJson({ body: JSON.parse(text), text }), []) as ReadSource; // the text of a log is an object
}

/** Looks for numbers with many digits, once for all documents of an answer. */
export function openJson(parsed: ParsedJson): Opened {
  return { ...parsed, mayLoseDigits: MANY_DIGITS.test(parsed.text) };
}

/** A document in an answer; `undefined` where there is none. The exact form of an answer is read once for all of them. */
export function sourceAt(opened: Opened, path: readonly (string | number)[]): ReadSource | undefined {
  const plain = at(opened.body, ...path);
  if (!isJsonObject(plain)) return undefined;
  return {
    plain,
    mayLoseDigits: opened.mayLoseDigits,
    exact: () => at(parseExact(opened), ...path) as Source, // the same text as that of `plain`
  };
}

/**
 * The position of the first difference of two documents, as {@link findDifference} finds it. A sender decides how many
 * numbers a document has: their digits are compared only where all else is the same, and where some may have been lost.
 */
export function compareSources(stored: ReadSource, expected: ReadSource, sent = expected): string | undefined {
  const difference = findDifference(stored.plain, expected.plain, sent.plain);
  if (difference !== undefined || !(stored.mayLoseDigits || expected.mayLoseDigits)) return difference;
  return findDifference(stored.exact(), expected.exact(), sent.exact());
}
