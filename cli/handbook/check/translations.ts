import { createHash } from 'node:crypto';
import type { Page } from '../sidebar.ts';

const HEADER = /<!-- English: (\S+) ([0-9a-f]{12}) -->/;
const FOLDER = 'docs/ja/';

/** The part of a SHA-256 by which a text is known. */
export function textHash(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Why a Japanese page is not known to say what the English one says; `undefined`: it does, or it is no translation. */
export function judgeTranslation({ source, text }: Page, pages: ReadonlyMap<string, Page>): string | undefined {
  if (!source.startsWith(FOLDER)) return undefined;
  const [, english = '', hash] = HEADER.exec(text) ?? [];
  if (hash === undefined)
    return 'expected a line "<!-- English: docs/… 0123456789ab -->": npm run docs:check -- --stamp FILE writes it';
  const original = pages.get(english);
  if (original === undefined) return `its English page ${english} does not exist`;
  return textHash(original.text) === hash ? undefined : `${english} was changed since it was translated`;
}

/** A Japanese page with the hash of the English page as it is now. */
export function stampTranslation({ source, text }: Page, pages: ReadonlyMap<string, Page>): string {
  if (!source.startsWith(FOLDER)) throw new Error(`${source} is no translation: those are in ${FOLDER}`);
  const english = HEADER.exec(text)?.[1] ?? source.replace(FOLDER, 'docs/');
  const original = pages.get(english);
  if (original === undefined) throw new Error(`${source}: its English page ${english} does not exist`);
  const header = `<!-- English: ${english} ${textHash(original.text)} -->`;
  if (HEADER.test(text)) return text.replace(HEADER, header);
  // Front matter must be the first of a page.
  const [front = ''] = /^---\n[\s\S]*?\n---\n/.exec(text) ?? [];
  return `${front}${header}\n\n${text.slice(front.length).trimStart()}`;
}
