import { DOORS, FOLDERS } from './doors.ts';
import { sitePath } from './site-path.ts';

/** A page of the handbook: its source, below the project's folder, and its Markdown. */
export interface Page {
  readonly source: string;
  readonly text: string;
}

/** An entry of the sidebar: a page, or a group of them. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

/** The sidebar: a group for each door, and in it one for each of its folders. */
export function sidebarOf(pages: readonly Page[]): readonly SidebarItem[] {
  const bySource = new Map(pages.map((page) => [page.source, page]));
  return DOORS.map(({ title, pages: sources }) => ({
    text: title,
    items: [
      ...sources.map((source) => itemOf(bySource.get(source) ?? missing(source))),
      ...FOLDERS.filter(([, door]) => door === title).map(([folder, , text]) => folderOf(folder, text, pages)),
    ],
  }));
}

/** Pages to which no door leads. */
export function orphansOf(pages: readonly Page[]): readonly string[] {
  const known = new Set(DOORS.flatMap(({ pages: sources }) => sources));
  const isKnown = (source: string): boolean =>
    source === 'docs/index.md' || known.has(source) || FOLDERS.some(([folder]) => source.startsWith(folder));
  return pages.map(({ source }) => source).filter((source) => source.startsWith('docs/') && !isKnown(source));
}

function missing(source: string): never {
  throw new Error(`cli/handbook/doors.ts names ${source}, which does not exist`);
}

function folderOf(folder: string, text: string, pages: readonly Page[]): SidebarItem {
  const own = pages.filter(({ source }) => source.startsWith(folder));
  const items = own.map(itemOf).toSorted((a, b) => (a.link ?? '').localeCompare(b.link ?? ''));
  return { text, collapsed: true, items };
}

function itemOf({ source, text }: Page): SidebarItem {
  return { text: titleOf(text) ?? source, link: `/${sitePath(source)}` };
}

/** The first heading, without marks of code. */
function titleOf(text: string): string | undefined {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '');
}
