import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text for one stream. */
export type Paint = (style: Style, text: string) => string;

/** C0 and C1 controls, and characters that change the direction of text: a log must not control the reader's terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are searched for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Colours where the stream is a terminal and `NO_COLOR` is not set; else the text as it is. */
export function createPaint(
  stream: Writable & { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  return (style, text) =>
    stream.isTTY === true && !env['NO_COLOR'] ? styleText(style, text, { validateStream: false }) : text;
}

/** Text from outside made safe for a terminal: control characters as `\u001b`. */
export function printable(text: string): string {
  return text.replace(STEERING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
