import { JAPANESE_FOLDER } from '../doors.ts';
import type { Page } from '../sidebar.ts';
import { eachLine } from './each-line.ts';
import type { PageProblem } from './page-problem.ts';

const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;
const JAPANESE_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー。、」]$/u;
/** A line that begins a block of its own: a heading, a row, a list item, HTML, a picture; or an empty one. */
const BEGINS = /^\s*(?:$|[#|<!]|[-*] |\d+\. )/;
/** A line that no text continues. */
const ENDS = /^\s*(?:[#|<!])/;

/** Lines of Japanese text that the next line continues: a browser shows the line end as a space, and Japanese has none. */
export function findBrokenLines({ source, text }: Page): readonly PageProblem[] {
  if (!source.startsWith(JAPANESE_FOLDER)) return [];
  const prose = eachLine(text.replace(FRONT_MATTER, (front) => front.replace(/[^\n]/g, '')));
  return prose.flatMap(({ line, text: one }, index) => {
    const next = prose[index + 1];
    if (next?.line !== line + 1 || ENDS.test(one) || BEGINS.test(next.text) || !JAPANESE_END.test(one)) return [];
    return [{ path: source, line, message: 'the line end would be shown as a space: join it with the next line' }];
  });
}
