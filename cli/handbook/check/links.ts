import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { anchorsOf } from '../anchors.ts';
import type { Page } from '../sidebar.ts';
import { eachLine } from './each-line.ts';
import type { PageProblem } from './page-problem.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const FILE_NAME = /\[([\w./-]+\.md)\]\(([^)\s#]+)[^)]*\)/g;
const ELSEWHERE = /^[a-z]+:/i;

/** Links that lead to no file, or to no heading of a page. @param pages all pages, by their source. */
export function findDeadLinks(
  { source, text }: Page,
  root: string,
  pages: ReadonlyMap<string, Page>,
): readonly PageProblem[] {
  return eachLine(text).flatMap(({ line, text: shown }) =>
    [...shown.matchAll(LINK)].flatMap(([, link = '']) => {
      const message = ELSEWHERE.test(link) || link.startsWith('/') ? undefined : judgeLink(link, source, root, pages);
      return message === undefined ? [] : [{ path: source, line, message }];
    }),
  );
}

/** Links to pages whose text is a name of a file: the site has no such files. @param pages all pages, by their source. */
export function findFileNames({ source, text }: Page, pages: ReadonlyMap<string, Page>): readonly PageProblem[] {
  return eachLine(text).flatMap(({ line, text: shown }) =>
    [...shown.matchAll(FILE_NAME)].flatMap(([link, name = '', target = '']) =>
      pages.has(pathOf(target, source))
        ? [{ path: source, line, message: `${link}: say what ${name} is about, the site has no such file` }]
        : [],
    ),
  );
}

function judgeLink(link: string, source: string, root: string, pages: ReadonlyMap<string, Page>): string | undefined {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? source : pathOf(target, source);
  if (!existsSync(join(root, path))) return `${link}: there is no ${path}`;
  const page = pages.get(path);
  if (anchor === undefined || page === undefined || statSync(join(root, path)).isDirectory()) return undefined;
  return anchorsOf(page.text).includes(decodeURIComponent(anchor))
    ? undefined
    : `${link}: ${path} has no heading for #${anchor}`;
}

function pathOf(target: string, source: string): string {
  return posix.normalize(posix.join(posix.dirname(source), decodeURIComponent(target)));
}
