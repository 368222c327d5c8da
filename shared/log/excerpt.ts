const MAX_LENGTH = 100;

/** Text for a sentence about it, cut to about 100 characters. */
export const excerptText = (text: string): string =>
  text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)` : text;

/** A JSON value for a sentence about it: its JSON text, cut to about 100 characters. */
export const excerptValue = (value: unknown): string => {
  if (typeof value !== 'string') return excerptText(JSON.stringify(value) ?? 'nothing');
  if (value.length <= MAX_LENGTH) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, MAX_LENGTH))}… (${value.length} characters)`;
};
