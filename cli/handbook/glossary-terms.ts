import { anchorOf } from './anchors.ts';

/** A word of the glossary. */
export interface Term {
  /** As texts have it. */
  readonly word: string;
  /** Of its row. */
  readonly anchor: string;
  /** Finds it in a text. */
  readonly pattern: RegExp;
  /** Whether it is a word of preview environments, and not of the log pipeline. */
  readonly isOfEden: boolean;
}

/** A piece of a text; with an anchor it is the first use of a term. */
export interface TermPiece {
  readonly text: string;
  readonly anchor?: string;
}

const ROW = /^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm;
const IN_BRACKETS = / ?[((][^))]*[))] ?/g;
/** Words that mean something else in some places, such as `Route 53` and `delivery stream`: where they are the term. */
const WHERE_TERM: Readonly<Record<string, RegExp>> = {
  delivery: /(?<![\w-])deliver(?:y|ies)(?! streams?| bucket|$)(?![\w-])/i,
  entry: /(?<![\w-])entr(?:y|ies)(?![\w-])(?! points?\b| (?:of|in) $)/i,
  forwarder: /(?<!'s? |serverless )(?<![\w-])forwarders?(?![\w-]|\.\w)/i,
  function: /(?<![\w.-])functions?(?![\w-]|\.\w)(?! of (?:the library|$))/i,
  generation: /(?<!young )\bgenerations?\b/i,
  hold: /(?<=\b(?:a|the) )hold\b(?! up)/i,
  log: /(?<!CloudWatch |'s |own )(?<![\w-])logs?(?![\w-])(?! groups?| streams?| files?| of $)/i,
  pipeline: /(?<!ingest )(?<![\w-])pipelines?(?![\w-]|\.\w)/i,
  mapping: /\bevent source mappings?\b/i,
  reason: /(?<![\w-])reasons?(?![\w-])(?! why| for each rule)/i,
  record: /(?<!own |log )(?<![\w-])records?(?![\w-]|\.\w)/i,
  reserve: /(?<=\b(?:a|the) )reserve\b/i,
  route: /(?<![\w-])routes?(?![\w-]|\.\w)(?! 53)/i,
  // Not in a message of a search engine.
  target: /(?<![\w-])targets?(?![\w-]|\.\w)(?! groups?| index)/i,
  stream: /(?<![\w-])(?<!(?:log|delivery|(?<!Kinesis )data) )streams?(?![\w-]|\.\w)/i,
  subscription: /(?<![\w-])subscriptions?(?![\w-]|\.\w)(?! confirmation)/i,
  配信: /(?<!\p{Script=Han})配信(?!先)/u,
};
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

/** The words of docs/glossary.md in a language, longest first. */
export function readTerms(glossary: string, language: 'en' | 'ja'): readonly Term[] {
  const edenFrom = glossary.indexOf('\n## eden\n');
  const terms = [...glossary.matchAll(ROW)].flatMap(({ index, 1: term = '', 2: japanese = '' }): Term[] => {
    const word = (language === 'en' ? term : japanese).replace(IN_BRACKETS, '').trim();
    return word.length < 2 || term === 'term' || /^-+$/.test(word)
      ? []
      : [{ word, anchor: termAnchor(term), pattern: patternOf(word), isOfEden: edenFrom >= 0 && index > edenFrom }];
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

/** English words are whole, with the plural's `s`; Japanese ones are not a part of a longer word in Katakana, or the end of one in Kanji. */
function patternOf(word: string): RegExp {
  const where = WHERE_TERM[word];
  if (where !== undefined) return where;
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (!JAPANESE.test(word)) return new RegExp(`(?<![\\w.-])${escaped}s?(?![\\w-]|\\.\\w)`, 'i');
  const before = /^\p{Script=Han}/u.test(word) ? '\\p{Script=Han}' : '';
  return new RegExp(`(?<![\\p{Script=Katakana}ー${before}])${escaped}(?![\\p{Script=Katakana}ー])`, 'u');
}
