import { posix } from 'node:path';
import { isPage, sitePath } from './site-path.ts';

const ELSEWHERE = /^([a-z]+:|#|\/)/i;

/**
 * The target of a link in the handbook. Links in Markdown are paths between files of the project: to a page they become
 * the page's place, to any other file its address in the repository.
 * @param source the page with the link, below the project's folder.
 * @param repository address of the repository's files; `undefined`: not known.
 * @returns `undefined` where the link leads to a file and the repository is not known.
 */
export function resolveLink(link: string, source: string, repository: string | undefined): string | undefined {
  if (ELSEWHERE.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const target = posix.normalize(posix.join(posix.dirname(source), path));
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const page = pageOf(target);
  if (page !== undefined) return `/${sitePath(page)}${hash}`;
  return repository === undefined ? undefined : `${repository}/${target}${hash}`;
}

/** A folder stands for its README. */
function pageOf(target: string): string | undefined {
  if (isPage(target)) return target;
  const readme = posix.join(target, 'README.md');
  return isPage(readme) && !/\.[a-z]+$/.test(target) ? readme : undefined;
}
