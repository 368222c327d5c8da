import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { variablePages, writeTables } from './variable-table.ts';

const ROOT = join(import.meta.dirname, '../..');

for (const page of variablePages(MANIFESTS)) {
  const file = join(ROOT, page);
  const before = readFileSync(file, 'utf8');
  const after = writeTables(before, MANIFESTS);
  if (after !== before) {
    writeFileSync(file, after);
    console.log(`${page}: written`);
  }
}
