/** A code block of a page that belongs into a file. */
export interface CodeBlock {
  readonly file: string;
  readonly text: string;
  /** Where in a file that exists; absent: it is the file. */
  readonly at?: { readonly where: 'before' | 'after'; readonly line: string } | { readonly where: 'append' };
}

const FENCE = /^```\w+ title="([^"]+)"(?: (before|after)="([^"]+)"| (append))?\n([\s\S]*?)^```$/gm;

/** The blocks whose fence names a file: `title="…"`, with `before="line"`, `after="line"` or `append` for a part of one. */
export function readCodeBlocks(page: string): readonly CodeBlock[] {
  return [...page.matchAll(FENCE)].map(([, file = '', where, line = '', append, text = '']): CodeBlock => {
    if (append !== undefined) return { file, text, at: { where: 'append' } };
    return where === 'before' || where === 'after' ? { file, text, at: { where, line } } : { file, text };
  });
}

/**
 * The file with the block in it.
 * @throws when the block needs a line that the file does not hold exactly once, or would replace a file.
 */
export function placeBlock({ file, text, at }: CodeBlock, existing: string | undefined): string {
  if (at === undefined) {
    if (existing !== undefined) throw new Error(`${file} exists already, and the block does not say where it belongs`);
    return text;
  }
  if (existing === undefined) throw new Error(`${file} does not exist`);
  // The page has been followed in this project before.
  if (existing.includes(text)) return existing;
  if (at.where === 'append') return existing + text;
  const lines = existing.split('\n');
  const found = lines.flatMap((line, index) => (line === at.line ? [index] : []));
  const [index] = found;
  if (index === undefined || found.length > 1) {
    throw new Error(`${file} holds the line ${JSON.stringify(at.line)} ${found.length} times, expected once`);
  }
  const place = at.where === 'before' ? index : index + 1;
  return [...lines.slice(0, place), ...text.trimEnd().split('\n'), ...lines.slice(place)].join('\n');
}
