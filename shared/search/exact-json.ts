/** What Node's JSON has and TypeScript's library has not: the source text of a value, and texts that are written as they are. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source: string }) => unknown): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is ExactNumber;
}

/** A number as the text that it was read from. `JSON.stringify` writes it unchanged. */
export interface ExactNumber {
  readonly rawJSON: string;
}

const JSON_OF_NODE = JSON as unknown as ExactJson; // see ExactJson

/**
 * Parses JSON whose numbers become {@link ExactNumber}s.
 * @throws {SyntaxError} where the text is no JSON.
 * @throws {RangeError} where it is nested about 2,000 levels deep or more.
 */
export function parseExact(text: string): unknown {
  const { parse, rawJSON } = JSON_OF_NODE;
  return parse(text, (_key, value, { source }) => (typeof value === 'number' ? rawJSON(source) : value));
}

/** Whether a parsed value is a number. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return JSON_OF_NODE.isRawJSON(value);
}
