import { join } from 'node:path';

/** The project's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Node 24, whatever the machine has: Lambda's runtime, and that of every command started from here. */
export const NODE_DIRECTORY = join(ROOT, 'node_modules', 'node', 'bin');

/** Says which `npm start` is at work; exists while one is. */
export const START_LOCK = join(ROOT, '.local', 'start');

/** Where it is written down which local AWS is up. Exists while one is. */
export const STATE_DIRECTORY = join(ROOT, '.local', 'dev');
