import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The project's folder. */
export const ROOT = resolve(__dirname, '../..');

const SKIPPED = new Set(['node_modules', '.git', '.local', '.venv', '.esbuild', '.serverless', 'coverage']);

/** All Markdown files, with their texts. */
export function markdownFiles(): readonly (readonly [path: string, text: string])[] {
  return filesEndingIn('.md').map((path) => [path, readText(path)] as const);
}

/** Paths, below the project's folder, of all files with the ending. */
export function filesEndingIn(ending: string, folder = ''): readonly string[] {
  return walk(folder).filter((path) => path.endsWith(ending));
}

function walk(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((one) => {
    if (SKIPPED.has(one.name)) return [];
    const path = join(folder, one.name);
    return one.isDirectory() ? walk(path) : [path];
  });
}

/** The text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The first cells of all table rows whose first cell is one name in backticks. */
export function tableNames(text: string): readonly string[] {
  return [...text.matchAll(/^\| *`([^`]+)` *\|/gm)].map(([, name = '']) => name);
}

/** The part of a page below a heading, up to the next of the same or a higher level. */
export function sectionOf(text: string, heading: string): string {
  const [, marks = '', rest = ''] = new RegExp(`^(#+) ${heading}\\n([\\s\\S]*)`, 'm').exec(text) ?? [];
  return rest.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? '';
}

/** A comment that is a line of YAML: a key with its value, or an item of a list. */
export const COMMENTED_LINE = /^( *)# ( *(?:- )?[a-zA-Z][\w-]*:(?: .*)?)$/gm;

/** A file of `config/` with all its commented lines. */
export function uncommentYaml(text: string): string {
  return text.replace(COMMENTED_LINE, '$1$2');
}
