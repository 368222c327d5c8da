import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawAll } from './all-diagrams.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** `npm run docs:diagrams` writes the diagrams of the handbook. */
for (const [file, svg] of drawAll()) writeFileSync(join(ROOT, file), svg);
