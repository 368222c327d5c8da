interface Source {
  readonly source: string;
}

/** Node's JSON beyond TypeScript's library: the source text of a value, and texts that are written unchanged. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: Source) => unknown): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is ExactNumber;
}

/** A number as the text that it was read from. `JSON.stringify` writes it unchanged. */
export interface ExactNumber {
  readonly rawJSON: string;
}

const NODE_JSON = JSON as typeof JSON & ExactJson; // TypeScript's library does not know them yet

/** A JSON value, and the text that it was read from. */
export interface ParsedJson {
  readonly body: unknown;
  readonly text: string;
}

const exactly = new WeakMap<ParsedJson, unknown>();

/**
 * Parses JSON once more, so that its numbers become {@link ExactNumber}s. The result is kept with the value.
 * @throws {RangeError} where it is nested about 2,000 levels deep or more.
 */
export function parseExact(parsed: ParsedJson): unknown {
  const known = exactly.get(parsed);
  if (known !== undefined) return known;
  const { parse, rawJSON } = NODE_JSON;
  const read = parse(parsed.text, (_key: string, value: unknown, { source }: Source) =>
    typeof value === 'number' ? rawJSON(source) : value,
  );
  exactly.set(parsed, read);
  return read;
}

/** Whether a parsed value is a number. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return NODE_JSON.isRawJSON(value);
}
