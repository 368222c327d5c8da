import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_PAGES, writePlans } from './plan-pages.ts';

const ROOT = join(import.meta.dirname, '../..');

for (const page of PLAN_PAGES) {
  const file = join(ROOT, page);
  const before = readFileSync(file, 'utf8');
  const after = writePlans(before);
  if (after !== before) {
    writeFileSync(file, after);
    console.log(`${page}: written`);
  }
}
