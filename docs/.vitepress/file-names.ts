import type { MarkdownState } from './markdown-it.ts';

const TITLE = /title="([^"]+)"(?: (after|before)="([^"]+)"| (append))?/;

/** A rule that names the file of a block of code above it, and where in the file the block belongs. */
export function nameFiles({ tokens, Token }: MarkdownState): void {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const { type, info = '' } = tokens[index] ?? { type: '' };
    const [found, file = '', side, line = '', append] = (type === 'fence' && TITLE.exec(info)) || [];
    if (found === undefined) continue;
    const caption = new Token('html_block', '', 0);
    const where =
      side !== undefined ? `, ${side} the line ${code(line.trim())}` : append === undefined ? '' : ', at the end';
    caption.content = `<p class="file-name">${code(file)}${where}</p>\n`;
    tokens.splice(index, 0, caption);
  }
}

function code(text: string): string {
  return `<code>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code>`;
}
