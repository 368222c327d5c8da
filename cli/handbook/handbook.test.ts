import { join } from 'node:path';
import { DOORS } from './doors.ts';
import { readPages } from './read-pages.ts';
import { copyPath, linkedFile, resolveLink } from './resolve-link.ts';
import { orphansOf, type SidebarItem, sidebarOf } from './sidebar.ts';
import { isPage, sitePath } from './site-path.ts';

const pages = readPages(join(__dirname, '../..'));

it.each([
  ['docs/cli/send.md', 'cli/send.md'],
  ['docs/runbooks/README.md', 'runbooks/index.md'],
  ['services/router/README.md', 'services/router/index.md'],
  ['SECURITY.md', 'security-policy.md'],
  ['docs/security.md', 'security.md'],
])('the place of %s is %s', (source, place) => {
  expect([isPage(source), sitePath(source)]).toEqual([true, place]);
});

it('no two pages have the same place', () => {
  expect(pages.length).toBeGreaterThan(80);
  expect(new Set(pages.map(({ source }) => sitePath(source))).size).toBe(pages.length);
});

it.each([
  ['schema.md#time', 'docs/faq.md', '/schema.md#time'],
  ['../deploy.md', 'docs/runbooks/held.md', '/deploy.md'],
  ['../services/router/README.md', 'docs/cut-over.md', '/services/router/index.md'],
  ['README.md#held', 'docs/runbooks/held.md', '/runbooks/index.md#held'],
  ['../services/router', 'docs/cut-over.md', '/services/router/index.md'],
  ['../shared/log/schema.ts', 'docs/schema.md', '/files/shared/log/schema.ts.txt'],
  ['operator-policy.json', 'docs/at-3-am.md', '/files/docs/operator-policy.json'],
  ['../services/eden-api/openapi.yml#/paths', 'docs/eden-api.md', '/files/services/eden-api/openapi.yml'],
  ['#time', 'docs/schema.md', '#time'],
  ['https://example.com/a.md', 'docs/schema.md', 'https://example.com/a.md'],
])('the link %s of %s leads to %s', (link, source, target) => {
  expect(resolveLink(link, source)).toBe(target);
});

it.each(['../shared/log', '../../elsewhere.json'])(
  'the link %s, to a folder or out of the project, leads nowhere',
  (link) => {
    expect([resolveLink(link, 'docs/schema.md'), linkedFile(link, 'docs/schema.md')]).toEqual([undefined, undefined]);
  },
);

it('the site has a copy of each file that a page links to, under a name that a browser shows', () => {
  expect(linkedFile('../services/eden-api/openapi.yml', 'docs/eden-api.md')).toBe('services/eden-api/openapi.yml');
  expect(['a.json', 'a.yml', 'a.ts', 'a.sh'].map(copyPath)).toEqual([
    'files/a.json',
    'files/a.yml',
    'files/a.ts.txt',
    'files/a.sh.txt',
  ]);
  expect(linkedFile('schema.md#time', 'docs/faq.md')).toBeUndefined();
  expect(linkedFile('https://example.com/a.json', 'docs/faq.md')).toBeUndefined();
});

it('a door leads to every page', () => {
  expect(orphansOf(pages)).toEqual([]);
  expect(orphansOf([...pages, { source: 'docs/new.md', text: '# New' }])).toEqual(['docs/new.md']);
});

it('the sidebar has a group for each door, whose titles are the headings of the pages', () => {
  const sidebar = sidebarOf(pages);
  expect(sidebar.map(({ text }) => text)).toEqual(DOORS.map(({ title }) => title));
  const links = linksOf(sidebar);
  expect(new Set(links).size).toBe(links.length);
  expect(sidebar[0]?.link).toBe('/start.md');
  expect(sidebar[0]?.items?.[0]).toEqual({ text: 'Your first hour on AWS', link: '/first-hour.md' });
});

it('the title of a folder leads to the page that introduces it, where there is one', () => {
  const folders = sidebarOf(pages).flatMap(({ items = [] }) => items.filter(({ items: own }) => own !== undefined));
  const links = new Map(folders.map(({ text, link }) => [text, link]));
  expect(links.get('Knowledge base')).toBe('/knowledge/index.md');
  expect(links.get('Runbooks')).toBe('/runbooks/index.md');
  expect(links.get('Services')).toBeUndefined();
});

it('a page that a door names must exist', () => {
  expect(() => sidebarOf([])).toThrow('cli/handbook/doors.ts names docs/start.md, which does not exist');
});

function linksOf(items: readonly SidebarItem[]): readonly string[] {
  return items.flatMap(({ link, items: own = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(own)]);
}
