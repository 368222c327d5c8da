/** What a caught value says: an error's message, or the value as text. */
export const sentenceOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
