import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { drawAll } from '../diagrams/all-diagrams.ts';
import type { Page } from '../sidebar.ts';
import { eachLine } from './each-line.ts';
import type { PageProblem } from './page-problem.ts';
import { textHash } from './translations.ts';

const IMAGES = 'docs/images';
/** Pictures of what programs show: their sources, and the hash of these when the picture was made. */
export const SHOWN_FILE = `${IMAGES}/shown.json`;

/** Of one picture in {@link SHOWN_FILE}. */
interface Shown {
  readonly command: string;
  /** Files, or folders with all of their files. */
  readonly sources: readonly string[];
  readonly hash: string;
}

/** Pictures of a page without a text for people who cannot see them. */
export function findMissingTexts({ source, text }: Page): readonly PageProblem[] {
  const message = 'the picture has no alternative text';
  return eachLine(text).flatMap(({ line, text: shown }) =>
    /!\[\s*\]\(/.test(shown) || /<img(?![^>]*\balt="[^"]+")/.test(shown) ? [{ path: source, line, message }] : [],
  );
}

/** Pictures that are older than what they show, or of which no one knows what they show. */
export function findOldPictures(root: string): readonly PageProblem[] {
  const shown = readShown(root);
  const drawn = drawAll();
  return readdirSync(join(root, IMAGES)).flatMap((name) => {
    const path = `${IMAGES}/${name}`;
    if (path === SHOWN_FILE || drawn.has(path)) return judgeDrawn(path, drawn.get(path), root);
    const one = shown[name];
    if (one === undefined) return [{ path, line: 1, message: `expected its sources in ${SHOWN_FILE}` }];
    if (hashOf(one.sources, root) === one.hash) return [];
    return [{ path, line: 1, message: `it is older than what it shows (${one.sources.join(', ')}): ${one.command}` }];
  });
}

/** The list of pictures after one was made again. */
export function stampPicture(name: string, root: string): string {
  const shown = readShown(root);
  const one = shown[name];
  if (one === undefined) throw new Error(`${name} is neither a page of the handbook nor a picture of ${SHOWN_FILE}`);
  return `${JSON.stringify({ ...shown, [name]: { ...one, hash: hashOf(one.sources, root) } }, null, 2)}\n`;
}

function judgeDrawn(path: string, svg: string | undefined, root: string): readonly PageProblem[] {
  if (svg === undefined || readFileSync(join(root, path), 'utf8') === svg) return [];
  return [{ path, line: 1, message: 'it is not what is drawn now: npm run docs:diagrams' }];
}

function readShown(root: string): Readonly<Record<string, Shown>> {
  const file = join(root, SHOWN_FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function hashOf(sources: readonly string[], root: string): string {
  const files = sources.flatMap((source) => filesOf(join(root, source)));
  return textHash(Buffer.concat(files.map((file) => readFileSync(file))));
}

/** A folder is all of its files. */
function filesOf(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesOf(join(path, name)));
}
