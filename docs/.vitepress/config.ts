import { join } from 'node:path';
import { anchorOf } from '../../cli/handbook/anchors.ts';
import { judgeTranslation } from '../../cli/handbook/check/translations.ts';
import { DOORS } from '../../cli/handbook/doors.ts';
import { readPages } from '../../cli/handbook/read-pages.ts';
import { copyPath, linkedFile, resolveLink } from '../../cli/handbook/resolve-link.ts';
import { japaneseSidebarOf, sidebarOf } from '../../cli/handbook/sidebar.ts';
import { isPage, sitePath } from '../../cli/handbook/site-path.ts';
import { copyFiles } from './copied-files.ts';
import { nameFiles } from './file-names.ts';
import { JAPANESE_FRAME, JAPANESE_SEARCH } from './japanese.ts';
import { keepBraces, keepCodes, leaveOut, type MarkdownIt, type MarkdownState } from './markdown-it.ts';
import { titleCells } from './phone-tables.ts';
import { splitPictures } from './scheme-pictures.ts';
import { searchTerm, searchWords } from './search-words.ts';
import { createTermLinks } from './term-links.ts';

/** Of the generator: what is used of it. */
interface PageData {
  readonly relativePath: string;
  readonly frontmatter: Record<string, unknown>;
}

const ROOT = join(import.meta.dirname, '../..');
const pages = readPages(ROOT);
const bySource = new Map(pages.map((page) => [page.source, page]));
/** The generator knows a page by its place. */
const sourceAt = new Map(pages.map(({ source }) => [sitePath(source), source]));
/** Files that pages link to, by their place in the site. */
const copied = new Map<string, string>();
const glossary = bySource.get('docs/glossary.md')?.text ?? '';

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
  transformPageData: beginDoor,
  vite: { plugins: [copyFiles(ROOT, copied)] },
  lastUpdated: false,
  cleanUrls: false,
  metaChunk: true,
  markdown: {
    anchor: { slugify: anchorOf },
    // The usual light theme has a contrast of 3.2 for names.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config: (markdown: MarkdownIt): void => {
      // `:/` is a part of addresses here.
      markdown.core.ruler.disable('emoji');
      markdown.core.ruler.push('diagrams', replaceDiagrams);
      markdown.core.ruler.push('file-names', nameFiles);
      markdown.core.ruler.push('phone-tables', titleCells);
      markdown.core.ruler.push('scheme-pictures', splitPictures);
      markdown.core.ruler.push('project-links', rewriteLinks);
      markdown.core.ruler.push('glossary-terms', createTermLinks(glossary, sourceOf));
      markdown.core.ruler.push('translation-note', noteOldTranslation);
      for (const name of ['text', 'code_inline', 'html_inline', 'html_block']) keepBraces(markdown, name);
      keepCodes(markdown);
    },
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { nav: navOf(''), sidebar: sidebarOf(pages) } },
    ja: {
      label: '日本語',
      lang: 'ja',
      description: 'AWS 上のログパイプラインとプレビュー環境',
      themeConfig: { ...JAPANESE_FRAME, nav: navOf('/ja'), sidebar: japaneseSidebarOf(pages) },
    },
  },
  themeConfig: {
    // Not every page is translated: the other language begins at its first page.
    i18nRouting: false,
    search: {
      provider: 'local',
      options: {
        locales: { ja: { translations: JAPANESE_SEARCH } },
        miniSearch: {
          options: { tokenize: searchWords, processTerm: searchTerm },
          // Behind the pages that say how it is now: those that say how it came to be.
          searchOptions: { boostDocument: (id: string) => (/\/(adr\/|changelog|contributing)/.test(id) ? 0.2 : 1) },
        },
      },
    },
    outline: { level: [2, 3] },
  },
};

/** No page is before the first one of a door: it would be the last decision of the door before. */
function beginDoor({ relativePath, frontmatter }: PageData): void {
  if (DOORS.some(({ pages: [first = ''] }) => sitePath(first) === relativePath)) frontmatter['prev'] = false;
}

/** The doors; those that have no Japanese page are in English. */
function navOf(locale: '' | '/ja'): readonly { readonly text: string; readonly link: string }[] {
  const doors = [
    ['Start', 'はじめる', 'start.md'],
    ['Do', '使う', 'do.md'],
    ['Understand', '理解する', 'understand.md'],
    ['Look up', '調べる', 'look-up.md'],
    ['At 3 a.m.', '障害対応', 'at-3-am.md'],
  ] as const;
  return doors.map(([english, japanese, page]) => ({
    text: locale === '' ? english : japanese,
    link: `${sourceAt.has(`${locale.slice(1)}/${page}`) ? locale : ''}/${page}`,
  }));
}

/** Links between files of the project become links between pages and copies of files; one that leads nowhere becomes its text. */
function rewriteLinks(state: MarkdownState): void {
  const source = sourceOf(state);
  if (source === undefined) return;
  let isText = false;
  for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
    const link = token.type === 'link_open' ? token.attrGet('href') : null;
    if (link !== null) {
      const file = linkedFile(link, source);
      if (file !== undefined) copied.set(copyPath(file), file);
      const target = resolveLink(link, source);
      isText = target === undefined;
      token.attrSet('href', target ?? '');
    }
    if (isText && /^link_(open|close)$/.test(token.type)) leaveOut(token);
  }
}

/** Blocks of mermaid become diagrams, which the browser draws. */
function replaceDiagrams({ tokens, Token }: MarkdownState): void {
  for (const [index, { type, info, content }] of tokens.entries()) {
    if (type !== 'fence' || info?.trim() !== 'mermaid') continue;
    const diagram = new Token('html_block', '', 0);
    // Apostrophes are left as they are by the function, which the attribute does not mind.
    diagram.content = `<Diagram code="${encodeURIComponent(content)}" />\n`;
    tokens[index] = diagram;
  }
}

/** A translation that is behind says so to its readers. */
function noteOldTranslation(state: MarkdownState): void {
  const page = bySource.get(sourceOf(state) ?? '');
  if (page === undefined || judgeTranslation(page, bySource) === undefined) return;
  const note = new state.Token('html_block', '', 0);
  note.content =
    '<div class="warning custom-block"><p>このページは英語版の更新に追いついていません。相違がある場合は英語版が正しい内容です。</p></div>\n';
  state.tokens.unshift(note);
}

function sourceOf({ env }: MarkdownState): string | undefined {
  return sourceAt.get((env.path ?? '').slice(ROOT.length + 1));
}
