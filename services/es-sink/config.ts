import type { IndexNaming } from '../../shared/search/index-name.ts';
import { readIndexNaming, readSearchSettings, type SearchSettings } from '../../shared/search/search-settings.ts';
import { type CommonSettings, readCommonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, parseSettings } from '../../shared/settings/env-reader.ts';
import type { FieldNames } from './conflict.ts';
import type { ChunkLimits } from './request.ts';

/** All settings of es-sink. */
export interface EsSinkSettings {
  readonly common: CommonSettings;
  readonly search: SearchSettings;
  readonly naming: IndexNaming;
  readonly fields: FieldNames;
  readonly limits: ChunkLimits;
  readonly concurrency: number;
  readonly engineTimeoutMs: number;
  /** Tries of one invocation, the first included. */
  readonly maxTries: number;
}

const MEBI = 1024 * 1024;

/** Of the request's time the engine's own waiting, so that its answer still arrives. */
const ENGINE_SHARE = 0.8;

/** Every stray year would make an index of its own, so here the window is closed unless someone opens it. */
const TIME_WINDOW = { LOG_MAX_AGE_DAYS: '60', LOG_MAX_FUTURE_HOURS: '24' };

/**
 * Reads es-sink's settings.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): EsSinkSettings {
  return parseSettings(withTimeWindow(env), (reader) => {
    const common = readCommonSettings(reader, 'es-sink');
    const search = readSearchSettings(reader);
    return {
      common,
      search,
      naming: readIndexNaming(reader),
      fields: common.schema.fields,
      limits: {
        maxDocuments: reader.integer('ES_BULK_MAX_DOCS', 500, { min: 1, max: 10_000 }),
        maxBytes: reader.integer('ES_BULK_MAX_BYTES', 5 * MEBI, { min: 1_000, max: 100 * MEBI }),
      },
      concurrency: reader.integer('ES_CONCURRENCY', 2, { min: 1, max: 16 }),
      engineTimeoutMs: Math.floor(search.timeoutMs * ENGINE_SHARE),
      maxTries: reader.integer('ES_MAX_RETRIES', 3, { min: 0, max: 20 }) + 1,
    };
  });
}

function withTimeWindow(env: Env): Env {
  return {
    ...env,
    LOG_MAX_AGE_DAYS: env['LOG_MAX_AGE_DAYS']?.trim() || TIME_WINDOW.LOG_MAX_AGE_DAYS,
    LOG_MAX_FUTURE_HOURS: env['LOG_MAX_FUTURE_HOURS']?.trim() || TIME_WINDOW.LOG_MAX_FUTURE_HOURS,
  };
}
