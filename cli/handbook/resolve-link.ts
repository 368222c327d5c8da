import { posix } from 'node:path';
import { isPage, sitePath } from './site-path.ts';

const ELSEWHERE = /^([a-z]+:|#|\/)/i;
/** A browser shows these; it would save a `.ts` as a video, and a `.sh` as a program. */
const SHOWN = /\.(json|txt|yml)$/;

/**
 * The target of a link in the handbook. Links in Markdown are paths between files of the project: to a page they become
 * the page's place, to any other file the place of its copy in the site.
 * @param source the page with the link, below the project's folder.
 * @returns `undefined` where the link leads to a folder without a page.
 */
export function resolveLink(link: string, source: string): string | undefined {
  if (ELSEWHERE.test(link)) return link;
  const [, anchor] = link.split('#');
  const page = pageOf(targetOf(link, source));
  if (page !== undefined) return `/${sitePath(page)}${anchor === undefined ? '' : `#${anchor}`}`;
  const file = linkedFile(link, source);
  return file === undefined ? undefined : `/${copyPath(file)}`;
}

/** The file of the project to which a link leads, where it is no page: the site has a copy of it. */
export function linkedFile(link: string, source: string): string | undefined {
  if (ELSEWHERE.test(link)) return undefined;
  const target = targetOf(link, source);
  return pageOf(target) !== undefined || target.startsWith('..') || !hasExtension(target) ? undefined : target;
}

/** Where the site has the copy of a file: `services/x/y.ts` → `files/services/x/y.ts.txt`. */
export function copyPath(file: string): string {
  return `files/${file}${SHOWN.test(file) ? '' : '.txt'}`;
}

function targetOf(link: string, source: string): string {
  const [path = ''] = link.split('#');
  return posix.normalize(posix.join(posix.dirname(source), path));
}

/** A folder stands for its README. */
function pageOf(target: string): string | undefined {
  if (isPage(target)) return target;
  const readme = posix.join(target, 'README.md');
  return isPage(readme) && !hasExtension(target) ? readme : undefined;
}

function hasExtension(target: string): boolean {
  return /\.[a-z]+$/.test(target);
}
