import { DOORS, FOLDERS, JAPANESE_FOLDER, JAPANESE_TITLES } from './doors.ts';
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
  return DOORS.map(({ title, pages: sources }) =>
    groupOf(title, [
      ...sources.map((source) => itemOf(bySource.get(source) ?? missing(source))),
      ...FOLDERS.filter(([, door]) => door === title).map(([folder, , text]) => folderOf(folder, text, pages)),
    ]),
  );
}

/** The sidebar of the Japanese pages that there are. */
export function japaneseSidebarOf(pages: readonly Page[]): readonly SidebarItem[] {
  const own = pages.filter(({ source }) => source.startsWith(JAPANESE_FOLDER));
  const bySource = new Map(own.map((page) => [page.source, page]));
  return DOORS.map(({ title, pages: sources }) =>
    groupOf(JAPANESE_TITLES[title] ?? title, [
      ...sources.flatMap((source) => {
        const page = bySource.get(source.replace('docs/', JAPANESE_FOLDER));
        return page === undefined ? [] : [itemOf(page)];
      }),
      ...FOLDERS.filter(([, door]) => door === title).flatMap(([folder, , text]) => {
        const group = folderOf(folder.replace('docs/', JAPANESE_FOLDER), JAPANESE_TITLES[text] ?? text, own);
        return group.items?.length === 0 ? [] : [group];
      }),
    ]),
  ).filter(({ link, items = [] }) => link !== undefined || items.length > 0);
}

/** Pages to which no door leads. */
export function orphansOf(pages: readonly Page[]): readonly string[] {
  const known = new Set(DOORS.flatMap(({ pages: sources }) => sources));
  const isKnown = (source: string): boolean =>
    source === 'docs/index.md' || known.has(source) || FOLDERS.some(([folder]) => source.startsWith(folder));
  const sources = pages.map(({ source }) => source);
  // A Japanese page is in the door of its English one.
  return sources.filter((source) => !isKnown(source.replace(JAPANESE_FOLDER, 'docs/')));
}

function missing(source: string): never {
  throw new Error(`cli/handbook/doors.ts names ${source}, which does not exist`);
}

function folderOf(folder: string, text: string, pages: readonly Page[]): SidebarItem {
  const own = pages.filter(({ source }) => source.startsWith(folder));
  const order = ({ link = '' }: SidebarItem): string => link.replace(/index\.md$/, '');
  const items = own.map(itemOf).toSorted((a, b) => order(a).localeCompare(order(b)));
  const hasOwnPage = items[0]?.link === `/${sitePath(`${folder}README.md`)}`;
  return { ...(hasOwnPage ? groupOf(text, items) : { text, items }), collapsed: true };
}

/** A group whose title leads to its first page, which introduces it. */
function groupOf(text: string, [first, ...items]: readonly SidebarItem[]): SidebarItem {
  return { text, ...(first?.link !== undefined && { link: first.link }), items };
}

function itemOf({ source, text }: Page): SidebarItem {
  return { text: titleOf(text) ?? source, link: `/${sitePath(source)}` };
}

/** The first heading, without marks of code. */
function titleOf(text: string): string | undefined {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '');
}
