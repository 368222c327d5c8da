import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPages } from '../read-pages.ts';
import { checkPages } from './check-pages.ts';
import type { PageProblem } from './page-problem.ts';
import { SHOWN_FILE, stampPicture } from './pictures.ts';
import { stampTranslation } from './translations.ts';

/*
 * `npm run docs:check` checks the pages of the handbook. `-- --stamp FILE` says that a Japanese page was brought up to its English
 * page, or that a picture was made again.
 */

const ROOT = join(import.meta.dirname, '../../..');
const WRONG_USAGE = 2;
const pages = readPages(ROOT);

try {
  const { values } = parseArgs({ options: { stamp: { type: 'string', multiple: true } } });
  if (values.stamp === undefined) report();
  else values.stamp.forEach(stamp);
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = WRONG_USAGE;
}

function report(): void {
  const { problems, notes } = checkPages(pages, ROOT);
  for (const note of notes) console.log(`${format(note)} (a note)`);
  for (const problem of problems) console.log(format(problem));
  if (problems.length === 0) return;
  console.log(`${problems.length} problems in the handbook`);
  process.exitCode = 1;
}

function format({ path, line, message }: PageProblem): string {
  return `${path}:${line} ${message}`;
}

function stamp(file: string): void {
  const page = pages.find(({ source }) => source === file);
  if (page === undefined) writeFileSync(join(ROOT, SHOWN_FILE), stampPicture(basename(file), ROOT));
  else writeFileSync(join(ROOT, file), stampTranslation(page, new Map(pages.map((one) => [one.source, one]))));
}
