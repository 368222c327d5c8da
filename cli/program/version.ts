import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the project, from its package.json. */
export function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  // Our own file.
  return (JSON.parse(text) as { readonly version: string }).version;
}
