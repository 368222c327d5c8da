import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text for one stream. */
export type Paint = (style: Style, text: string) => string;

/** Colours where the stream is a terminal that knows them, and `NO_COLOR` is not set; else the text as it is. */
export function createPaint(
  stream: Writable & { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  return (style, text) =>
    stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
      ? styleText(style, text, { validateStream: false })
      : text;
}
