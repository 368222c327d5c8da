import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cpu from '../baikonur/plan/cpu.json' with { type: 'json' };
import { readCpuRows } from './cpu-rows.ts';
import { PLAN_PAGES, writePlans } from './plan-pages.ts';

const ROOT = join(import.meta.dirname, '../..');

const CPU = 'cli/baikonur/plan/cpu.json';
const rows = readCpuRows(readFileSync(join(ROOT, 'docs/performance.md'), 'utf8'));
if (JSON.stringify(rows) !== JSON.stringify(cpu.rows)) {
  writeFileSync(join(ROOT, CPU), `${JSON.stringify({ rows }, null, 2)}\n`);
  console.log(`${CPU}: written from docs/performance.md. Run this again for the tables.`);
  process.exit();
}

for (const page of PLAN_PAGES) {
  const file = join(ROOT, page);
  const before = readFileSync(file, 'utf8');
  const after = writePlans(before);
  if (after !== before) {
    writeFileSync(file, after);
    console.log(`${page}: written`);
  }
}
