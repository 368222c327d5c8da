/** C0 and C1 controls, line and paragraph separators, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are searched for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from outside made safe for a terminal and for a line of a log file: such characters as `\u001b`. */
export function printable(text: string): string {
  return text.replace(STEERING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Line feeds, tabs and colours, which a program writes by itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are searched for
const OWN = /(\n|\t|\u001b\[[\d;]*m)/;

/** Output of a program made safe for a terminal as {@link printable} does; its own lines and colours stay. */
export function printableLines(text: string): string {
  return text
    .split(OWN)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}

/**
 * JSON for `--json`: what a terminal or a log viewer could obey is written as a JSON escape, so that the text holds the
 * same value. @param indent as of `JSON.stringify`.
 */
export function printableJson(value: unknown, indent?: number): string {
  // Inside of texts JSON has no line feed: those that are there are the layout's.
  return JSON.stringify(value, undefined, indent).split('\n').map(printable).join('\n');
}
