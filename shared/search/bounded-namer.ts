import type { Log } from '../log/log.ts';
import { createIndexNamer, type IndexNaming } from './index-name.ts';

/** Names that one namer remembers at most: an input may hold types without end. */
const NAMES_PER_NAMER = 10_000;

/** Names indices, and forgets now and then. */
export function createBoundedNamer(naming: IndexNaming): (log: Log) => string {
  let nameIndex = createIndexNamer(naming);
  let named = 0;
  return (log) => {
    if (++named % NAMES_PER_NAMER === 0) nameIndex = createIndexNamer(naming);
    return nameIndex(log);
  };
}
