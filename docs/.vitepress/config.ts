import { join } from 'node:path';
import { readPages } from '../../cli/handbook/read-pages.ts';
import { resolveLink } from '../../cli/handbook/resolve-link.ts';
import { sidebarOf } from '../../cli/handbook/sidebar.ts';
import { isPage, sitePath } from '../../cli/handbook/site-path.ts';

/** A token of markdown-it: what the rules below use of it. */
interface Token {
  readonly attrGet: (name: string) => string | null;
  readonly attrSet: (name: string, value: string) => void;
  readonly content: string;
  readonly type: string;
  readonly children: readonly Token[] | null;
}

type RenderRule = (...args: readonly unknown[]) => string;

interface MarkdownIt {
  readonly renderer: { readonly rules: Record<string, RenderRule | undefined> };
  readonly core: {
    readonly ruler: {
      readonly push: (
        name: string,
        rule: (state: { readonly tokens: readonly Token[]; readonly env: { readonly path?: string } }) => void,
      ) => void;
    };
  };
}

const ROOT = join(import.meta.dirname, '../..');
/** Address of the repository's files, for links to code. */
const REPOSITORY = process.env['DOCS_REPOSITORY'];
const pages = readPages(ROOT);
/** The generator knows a page by its place. */
const sourceAt = new Map(pages.map(({ source }) => [sitePath(source), source]));

export default {
  title: 'Baikonur',
  description: 'Log pipelines and preview environments on AWS',
  base: process.env['DOCS_BASE'] ?? '/',
  srcDir: '..',
  srcExclude: [
    '**/node_modules/**',
    '**/.*/**',
    ...['actions', 'bench', 'cli', 'local', 'shared', 'test', 'library/dist', 'library/proof', 'library/src'].map(
      (folder) => `${folder}/**`,
    ),
    'README*.md',
    'library/API.md',
  ],
  rewrites: (source: string): string => (isPage(source) ? sitePath(source) : source),
  lastUpdated: false,
  cleanUrls: false,
  metaChunk: true,
  markdown: {
    config: (markdown: MarkdownIt): void => {
      markdown.core.ruler.push('project-links', rewriteLinks);
      for (const name of ['text', 'code_inline', 'html_inline', 'html_block'])
        keepBraces(markdown.renderer.rules, name);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start.md' },
      { text: 'Do', link: '/do.md' },
      { text: 'Understand', link: '/understand.md' },
      { text: 'Look up', link: '/look-up.md' },
      { text: 'At 3 a.m.', link: '/runbooks/index.md' },
    ],
    sidebar: sidebarOf(pages),
  },
};

/** Vue would take `{{host}}` for an expression of its own. */
function keepBraces(rules: Record<string, RenderRule | undefined>, name: string): void {
  const render = rules[name];
  if (render !== undefined) rules[name] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
}

/** Links between files of the project become links between pages. */
function rewriteLinks(state: { readonly tokens: readonly Token[]; readonly env: { readonly path?: string } }): void {
  const source = sourceAt.get((state.env.path ?? '').slice(ROOT.length + 1));
  if (source === undefined) return;
  for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
    const name = token.type === 'image' ? 'src' : 'href';
    const link = token.type === 'link_open' || token.type === 'image' ? token.attrGet(name) : null;
    if (link === null) continue;
    token.attrSet(name, token.type === 'image' ? link : (resolveLink(link, source, REPOSITORY) ?? '#'));
  }
}
