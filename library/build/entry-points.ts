import { resolve } from 'node:path';

/** The library's folder. */
export const LIBRARY = resolve(import.meta.dirname, '..');

/** The names of the entry points below `src`, without `.ts`: `decode`, `put/kinesis`, … */
export const ENTRY_POINTS = [
  'decode',
  'kpl',
  'cloudwatch',
  'schema',
  'time',
  'put',
  'put/kinesis',
  'put/firehose',
  'put/s3',
  'pipeline',
  'powertools',
] as const;
