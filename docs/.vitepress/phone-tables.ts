import type { MarkdownState, Token } from './markdown-it.ts';

/** A table of at least so many columns, with a text of more than so many characters beside the first, is too wide for a phone. */
const COLUMNS = 3;
const CHARACTERS = 32;
/** So is one of at least so many columns of words. */
const COLUMNS_OF_WORDS = 5;
/** Twice as wide as a Latin one. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** Titles the cells of tables that a phone shows row by row, each cell behind the title of its column: see layout.css. */
export function titleCells({ tokens }: MarkdownState): void {
  for (const [from, table] of tokens.entries()) {
    if (table.type !== 'table_open') continue;
    const to = tokens.findIndex(({ type }, index) => index > from && type === 'table_close');
    const own = tokens.slice(from, to);
    const titles = textsOf(own, 'th_open');
    const isShort = (text: string, index: number): boolean =>
      widthOf(text) <= CHARACTERS || index % titles.length === 0;
    const isNarrow = titles.length < COLUMNS_OF_WORDS || isOfNumbers(own);
    if (titles.length < COLUMNS || (isNarrow && textsOf(own, 'td_open').every(isShort))) continue;
    const cells = own.filter(({ type }) => type === 'td_open');
    for (const [index, cell] of cells.entries()) cell.attrSet('data-title', titles[index % titles.length] ?? '');
  }
}

/** In Latin characters. */
function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

/** Columns of numbers, which are aligned to the right, are compared downwards. */
function isOfNumbers(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.attrGet('style')?.includes('right'));
}

/** The texts of the cells that a kind of token opens. */
function textsOf(tokens: readonly Token[], type: string): readonly string[] {
  return tokens.flatMap((token, index) => (token.type === type ? [textOf(tokens[index + 1])] : []));
}

function textOf(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join('');
}
