import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../sidebar.ts';
import { orphansOf } from '../sidebar.ts';
import { findHiddenComments, findUntestedBlocks } from './code-blocks.ts';
import { findLowContrast } from './contrast.ts';
import { findBrokenLines } from './japanese-lines.ts';
import { findDeadLinks, findFileNames } from './links.ts';
import type { PageProblem } from './page-problem.ts';
import { findMissingTexts, findOldPictures } from './pictures.ts';
import { areLong, wordsPerSentence } from './sentences.ts';
import { judgeTranslation } from './translations.ts';

const COLORS = 'docs/.vitepress/theme/colors.css';

/** The result of a check of all pages. */
export interface PageCheck {
  /** Each fails the check. */
  readonly problems: readonly PageProblem[];
  /** Reported only: long sentences, translations that are behind. */
  readonly notes: readonly PageProblem[];
}

/** Checks all pages of the handbook, their pictures, and the colours of the site. */
export function checkPages(pages: readonly Page[], root: string): PageCheck {
  const bySource = new Map(pages.map((page) => [page.source, page]));
  return {
    problems: [
      ...pages.flatMap((page) => [
        ...findDeadLinks(page, root, bySource),
        ...findFileNames(page, bySource),
        ...findUntestedBlocks(page),
        ...findHiddenComments(page),
        ...findBrokenLines(page),
        ...findMissingTexts(page),
      ]),
      ...orphansOf(pages).map((path) => ({ path, line: 1, message: 'no door of cli/handbook/doors.ts leads to it' })),
      ...findOldPictures(root),
      ...findLowContrast(COLORS, readFileSync(join(root, COLORS), 'utf8')),
    ],
    notes: pages.flatMap((page) => notesOf(page, bySource)),
  };
}

function notesOf(page: Page, pages: ReadonlyMap<string, Page>): readonly PageProblem[] {
  const words = page.source.startsWith('docs/ja/') ? undefined : wordsPerSentence(page.text);
  const translation = judgeTranslation(page, pages);
  return [
    ...(areLong(words) ? [`${words.toFixed(1)} words a sentence on average`] : []),
    ...(translation === undefined ? [] : [translation]),
  ].map((message) => ({ path: page.source, line: 1, message }));
}
