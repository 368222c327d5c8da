import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf } from '../../cli/handbook/anchors.ts';
import { markdownFiles, ROOT, readText } from './project.ts';

const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const IS_ELSEWHERE = /^[a-z]+:/i;

function whatIsWrong(page: string, link: string): string | undefined {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? page : normalize(join(dirname(page), decodeURIComponent(target)));
  if (!existsSync(join(ROOT, path))) return `${link}: there is no ${path}`;
  if (anchor === undefined || statSync(join(ROOT, path)).isDirectory() || !path.endsWith('.md')) return undefined;
  return anchorsOf(readText(path)).includes(decodeURIComponent(anchor))
    ? undefined
    : `${link}: ${path} has no heading for #${anchor}`;
}

it.each(markdownFiles())('%s has no marks of a merge', (_page, text) => {
  expect(text.match(/^(<{7}|={7}|>{7})( .*)?$/gm) ?? []).toEqual([]);
});

describe('links in Markdown files', () => {
  it.each(markdownFiles())('%s', (page, text) => {
    const links = [...text.replace(FENCED, '').matchAll(LINK)].map(([, link = '']) => link);
    const relative = links.filter((link) => !IS_ELSEWHERE.test(link));
    expect(relative.flatMap((link) => whatIsWrong(page, link) ?? [])).toEqual([]);
  });

  it.each([
    ['docs/schema.md', 'nothing.md'],
    ['docs/schema.md', '#nowhere'],
    ['docs/schema.md', 'failure-handling.md#nowhere'],
  ])('finds what is wrong with a link from %s to %s', (page, link) => {
    expect(whatIsWrong(page, link)).toContain(link);
  });

  it('lead from the README, one by one, to every page of docs/ and services/', () => {
    const found = new Set<string>();
    const follow = (page: string): void => {
      if (found.has(page) || !existsSync(join(ROOT, page)) || !page.endsWith('.md')) return;
      found.add(page);
      for (const [, link = ''] of readText(page).matchAll(LINK)) {
        if (!IS_ELSEWHERE.test(link)) follow(normalize(join(dirname(page), link.split('#')[0] ?? '')));
      }
    };
    follow('README.md');
    const pages = markdownFiles().map(([path]) => path);
    const wanted = pages.filter((path) => /^(docs|services)\//.test(path) && !path.startsWith('docs/adr/'));
    expect(wanted.filter((path) => !found.has(path))).toEqual([]);
  });
});
