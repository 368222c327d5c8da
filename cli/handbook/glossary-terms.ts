import { anchorOf } from './anchors.ts';

/** A word of the glossary. */
export interface Term {
  /** As texts have it. */
  readonly word: string;
  /** Of its row. */
  readonly anchor: string;
  /** Finds it in a text. */
  readonly pattern: RegExp;
}

/** A piece of a text; with an anchor it is the first use of a term. */
export interface TermPiece {
  readonly text: string;
  readonly anchor?: string;
}

const ROW = /^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm;
const IN_BRACKETS = / ?[((][^))]*[))] ?/g;
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

/** The words of docs/glossary.md in a language, longest first. */
export function readTerms(glossary: string, language: 'en' | 'ja'): readonly Term[] {
  const terms = [...glossary.matchAll(ROW)].flatMap(([, term = '', japanese = '']): Term[] => {
    const word = (language === 'en' ? term : japanese).replace(IN_BRACKETS, '').trim();
    return word.length < 2 || word === 'term' || /^-+$/.test(word)
      ? []
      : [{ word, anchor: termAnchor(term), pattern: patternOf(word) }];
  });
  return terms.toSorted((a, b) => b.word.length - a.word.length);
}

/** The anchor of a term's row. */
export function termAnchor(term: string): string {
  return `term-${anchorOf(term.replace(IN_BRACKETS, '').trim())}`;
}

/** A text cut at the terms that it is the first to use. @param seen anchors of terms that the page has used; it grows. */
export function splitAtTerms(text: string, terms: readonly Term[], seen: Set<string>): readonly TermPiece[] {
  const found = terms
    .filter(({ anchor }) => !seen.has(anchor))
    .map((term) => ({ ...term, at: text.search(term.pattern) }))
    .filter(({ at }) => at >= 0)
    .reduce<(Term & { at: number }) | undefined>(
      (best, one) => (best === undefined || one.at < best.at ? one : best),
      undefined,
    );
  if (found === undefined) return text === '' ? [] : [{ text }];
  seen.add(found.anchor);
  const [used = found.word] = found.pattern.exec(text) ?? [];
  const end = found.at + used.length;
  const before = text.slice(0, found.at);
  return [
    ...(before === '' ? [] : [{ text: before }]),
    { text: text.slice(found.at, end), anchor: found.anchor },
    ...splitAtTerms(text.slice(end), terms, seen),
  ];
}

/** English words are whole, with the plural's `s`; Japanese ones are not a part of a longer word in Katakana. */
function patternOf(word: string): RegExp {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!JAPANESE.test(word)) return new RegExp(`(?<![\\w-])${escaped}s?(?![\\w-])`, 'i');
  return new RegExp(`(?<![\\p{Script=Katakana}ー])${escaped}(?![\\p{Script=Katakana}ー])`, 'u');
}
