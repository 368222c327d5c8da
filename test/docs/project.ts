import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's folder. */
export const ROOT = resolve(__dirname, '../..');

const SKIPPED = new Set(['node_modules', '.git', '.local', '.venv', '.esbuild', '.serverless', 'coverage']);

const walk = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((one) => {
    if (SKIPPED.has(one.name)) return [];
    const path = join(folder, one.name);
    return one.isDirectory() ? walk(path) : [path];
  });

/** Paths, below the project's folder, of all files with the ending. */
export const filesEndingIn = (ending: string, folder = ''): readonly string[] =>
  walk(folder).filter((path) => path.endsWith(ending));

/** The text of a file of the project. */
export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All Markdown files, with their texts. */
export const markdownFiles = (): readonly (readonly [path: string, text: string])[] =>
  filesEndingIn('.md').map((path) => [path, readText(path)] as const);

/** The first cells of all table rows whose first cell is one name in backticks. */
export const tableNames = (text: string): readonly string[] =>
  [...text.matchAll(/^\| *`([^`]+)` *\|/gm)].map(([, name = '']) => name);

/** The part of a page below a heading, up to the next of the same or a higher level. */
export const sectionOf = (text: string, heading: string): string => {
  const [, marks = '', rest = ''] = new RegExp(`^(#+) ${heading}\\n([\\s\\S]*)`, 'm').exec(text) ?? [];
  return rest.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? '';
};
