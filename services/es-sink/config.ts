import type { FieldNames } from '../../shared/log/decode/fields.ts';
import { INDEX_INTERVALS, type IndexNaming } from '../../shared/search/index-name.ts';
import {
  DEFAULT_AGE_DAYS,
  SEARCH_VARIABLES,
  type SearchSettings,
  searchSettings,
} from '../../shared/search/search-settings.ts';
import { BACKING_BYTES } from '../../shared/search/stream-name.ts';
import { COMMON_VARIABLES, type CommonSettings, commonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from '../../shared/settings/env-reader.ts';
import { decimal, integer, oneOf } from '../../shared/settings/variable.ts';
import type { NewIndexCaps } from './new-indices.ts';
import type { ChunkLimits } from './request.ts';

const MEBI = 1024 * 1024;
const MINUTE_MS = 60_000;
/** Of the request's time the engine's own waiting, so that its answer still arrives. */
const ENGINE_SHARE = 0.8;

/** The sink's variables. */
export const VARIABLES = {
  ...COMMON_VARIABLES,
  ...SEARCH_VARIABLES,
  // Every stray year would make an index of its own, so here the window is closed unless someone opens it.
  LOG_MAX_AGE_DAYS: decimal({ default: DEFAULT_AGE_DAYS, min: 0, meaning: COMMON_VARIABLES.LOG_MAX_AGE_DAYS.meaning }),
  LOG_MAX_FUTURE_HOURS: decimal({ default: 24, min: 0, meaning: COMMON_VARIABLES.LOG_MAX_FUTURE_HOURS.meaning }),
  INDEX_INTERVAL: oneOf(INDEX_INTERVALS, { default: 'day', meaning: 'Time that one index holds' }),
  ES_BULK_MAX_DOCS: integer({ default: 500, min: 1, max: 10_000, meaning: 'Documents of a bulk request' }),
  ES_BULK_MAX_BYTES: integer({
    default: 5 * MEBI,
    min: 1_000,
    max: 100 * MEBI,
    meaning: 'Bytes of a bulk request; a larger document is a dead letter (oversize)',
  }),
  ES_CONCURRENCY: integer({
    default: 2,
    min: 1,
    max: 16,
    meaning: 'Bulk requests at the same time; each takes up to ES_BULK_MAX_BYTES of memory',
  }),
  ES_INDEX_HOLD_MINUTES: integer({
    default: 60,
    min: 0,
    max: 10_080,
    meaning:
      'Minutes since its arrival for which a log is held for an index that is closed or blocked for writing, or that fails for this log alone',
  }),
  ES_NEW_INDICES_PER_INVOCATION: integer({
    default: 100,
    min: 1,
    max: 10_000,
    meaning: 'New indices that an invocation may make; further logs are dead letters (too_many_indices)',
  }),
  ES_NEW_INDICES_PER_DAY: integer({
    default: 300,
    min: 1,
    max: 100_000,
    meaning: 'The same in 24 hours, by all functions together; the next day of a known type is not counted',
  }),
  ES_MAX_RETRIES: integer({
    default: 3,
    min: 0,
    max: 20,
    meaning: 'Retries within an invocation of a document that the engine rejects individually',
  }),
};

/** All settings of es-sink. */
export interface EsSinkSettings {
  readonly common: CommonSettings;
  readonly search: SearchSettings;
  readonly naming: IndexNaming;
  /** Whether logs go to data streams, which are named as indices without a date. */
  readonly isDataStream: boolean;
  readonly fields: FieldNames;
  readonly limits: ChunkLimits;
  readonly concurrency: number;
  readonly engineTimeoutMs: number;
  readonly indexHoldMs: number;
  readonly newIndexCaps: NewIndexCaps;
  /** Tries of one invocation, the first included. */
  readonly maxTries: number;
}

/**
 * Reads es-sink's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EsSinkSettings {
  return parseSettings(env, VARIABLES, (values, checks) => {
    const common = commonSettings(values, checks, 'es-sink');
    const search = searchSettings(values, checks);
    return {
      common,
      search,
      naming: readNaming(values, checks),
      isDataStream: values.ES_TARGET === 'data_stream',
      fields: common.schema.fields,
      limits: { maxDocuments: values.ES_BULK_MAX_DOCS, maxBytes: values.ES_BULK_MAX_BYTES },
      concurrency: values.ES_CONCURRENCY,
      engineTimeoutMs: Math.floor(search.timeoutMs * ENGINE_SHARE),
      indexHoldMs: values.ES_INDEX_HOLD_MINUTES * MINUTE_MS,
      newIndexCaps: {
        perInvocation: values.ES_NEW_INDICES_PER_INVOCATION,
        perDay: values.ES_NEW_INDICES_PER_DAY,
      },
      maxTries: values.ES_MAX_RETRIES + 1,
    };
  });
}

function readNaming(values: Values<typeof VARIABLES>, { isSet, problem }: EnvChecks): IndexNaming {
  const { ES_TARGET: target, INDEX_NAME_PREFIX: prefix, INDEX_INTERVAL: interval } = values;
  if (target === 'index') return { prefix, interval };
  if (isSet('INDEX_INTERVAL')) problem(['INDEX_INTERVAL'], 'set, but ES_TARGET is data_stream: the engine divides it');
  if (!isSet('INDEX_NAME_PREFIX')) problem(['INDEX_NAME_PREFIX'], 'required with ES_TARGET=data_stream, but not set');
  return { prefix, interval: 'none', addedBytes: BACKING_BYTES };
}
