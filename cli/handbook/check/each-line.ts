/** A line of a page that is no code. */
export interface ProseLine {
  /** From 1. */
  readonly line: number;
  /** Without code in backticks. */
  readonly text: string;
}

/** The lines of a page outside of code blocks, without code in backticks. */
export function eachLine(page: string): readonly ProseLine[] {
  let isCode = false;
  return page.split('\n').flatMap((text, index) => {
    const isFence = /^ *(?:```|~~~)/.test(text);
    if (isFence) isCode = !isCode;
    return isFence || isCode ? [] : [{ line: index + 1, text: text.replace(/`[^`]*`/g, '``') }];
  });
}
