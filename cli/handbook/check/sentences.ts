import { eachLine } from './each-line.ts';

const LONGEST_AVERAGE_WORDS = 25;
const SHORTEST_PAGE_SENTENCES = 5;

/** Words of a sentence, on average: of running text, without code, tables and headings. `undefined`: too few sentences. */
export function wordsPerSentence(page: string): number | undefined {
  const prose = eachLine(page)
    .map(({ text }) => text.trim())
    .filter((text) => !/^(?:#|\||<!--|!\[|---)/.test(text))
    .map((text) => (/^(?:[-*]|\d+\.) /.test(text) ? `\n\n${text.replace(/^\S+ /, '')}` : text))
    .join('\n')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const sentences = prose
    .split(/(?<=[.!?:;])\s+|\n\n+/)
    .map((sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}`]/u.test(word)).length)
    .filter((words) => words > 1);
  if (sentences.length < SHORTEST_PAGE_SENTENCES) return undefined;
  return sentences.reduce((sum, words) => sum + words, 0) / sentences.length;
}

/** Whether sentences are longer than a reader with another first language likes. */
export function areLong(words: number | undefined): words is number {
  return words !== undefined && words > LONGEST_AVERAGE_WORDS;
}
