/** The message of a caught error, or the caught value as text. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Longest error text of a dead letter, in bytes of UTF-8. */
const MAX_ERROR_BYTES = 2048;

/** Bytes of `…` in UTF-8. */
const ELLIPSIS_BYTES = 3;

/** Cuts a text at {@link MAX_ERROR_BYTES}; a cut text ends with `…`. No character is cut in the middle. */
export function cutErrorText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_ERROR_BYTES) return text;
  const head = bytes.subarray(0, MAX_ERROR_BYTES - ELLIPSIS_BYTES).toString();
  // A cut in the middle of a character leaves U+FFFD at the end.
  return `${head.replace(/\uFFFD+$/, '')}…`;
}
