import { readTerms, splitAtTerms, type Term, termAnchor } from '../../cli/handbook/glossary-terms.ts';
import type { MarkdownState, Token } from './markdown-it.ts';

/** Pages about preview environments: words such as "record" and "target" mean something else there. */
const OF_EDEN = /eden|preview-environments|runbooks\/(alb-rules|old|reaper-refused)/;

/** A rule that links the first use of each term of the glossary, in each page. */
export function createTermLinks(glossary: string, sourceOf: (state: MarkdownState) => string | undefined) {
  const english = readTerms(glossary, 'en');
  const japanese = readTerms(glossary, 'ja');
  return (state: MarkdownState): void => {
    const source = sourceOf(state);
    if (source === undefined || source.startsWith('docs/adr/')) return;
    const isJapanese = source.startsWith('docs/ja/');
    const isOfEden = OF_EDEN.test(source);
    const terms = (isJapanese ? japanese : english).filter(
      (term) => term.isOfEden === isOfEden || term.anchor === 'term-preview-environment',
    );
    if (source.endsWith('glossary.md')) markRows(state.tokens, english);
    else linkTerms(state, terms, isJapanese ? '/ja/glossary.md' : '/glossary.md');
  };
}

function linkTerms({ tokens, Token: Made }: MarkdownState, terms: readonly Term[], glossary: string): void {
  const seen = new Set<string>();
  tokens.forEach((token, index) => {
    if (token.children === null || tokens[index - 1]?.type === 'heading_open') return;
    let depth = 0;
    token.children = token.children.flatMap((child) => {
      depth += child.type === 'link_open' ? 1 : child.type === 'link_close' ? -1 : 0;
      if (child.type !== 'text' || depth > 0) return [child];
      return splitAtTerms(child.content, terms, seen).flatMap(({ text, anchor }) => {
        const piece = new Made('text', '', 0);
        piece.content = text;
        if (anchor === undefined) return [piece];
        const link = new Made('link_open', 'a', 1);
        link.attrSet('href', `${glossary}#${anchor}`);
        link.attrSet('class', 'term');
        return [link, piece, new Made('link_close', 'a', -1)];
      });
    });
  });
}

/** Each row of the glossary can be linked. */
function markRows(tokens: readonly Token[], terms: readonly Term[]): void {
  const anchors = new Set(terms.map(({ anchor }) => anchor));
  let row: Token | undefined;
  for (const token of tokens) {
    if (token.type === 'tr_open') row = token;
    const anchor = termAnchor(token.content);
    if (token.type !== 'inline' || row === undefined || !anchors.has(anchor)) continue;
    row.attrSet('id', anchor);
    row = undefined;
  }
}
