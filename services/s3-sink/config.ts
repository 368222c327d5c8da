import { type CommonSettings, readCommonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import { KEY_LAYOUTS } from './layouts.ts';
import { MAX_PREFIX_BYTES } from './object-key.ts';
import type { ObjectSettings } from './request.ts';

/** The sink's settings. */
export interface S3SinkConfig {
  readonly common: CommonSettings;
  readonly objects: ObjectSettings;
  /** Puts for an object that fails, the first included. */
  readonly maxTries: number;
}

/** Letters, digits and what S3 calls safe, in segments; no segment is `.` or `..`. */
const PREFIX = /^(?!\.{1,2}(\/|$))[\w!\-.*'()=]+(\/(?!\.{1,2}(\/|$))[\w!\-.*'()=]+)*$/;

/**
 * Reads the sink's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(environment: Env): S3SinkConfig {
  return parseSettings(environment, (env) => ({
    common: readCommonSettings(env, 's3-sink'),
    objects: {
      bucket: env.text('LOG_S3_BUCKET'),
      prefix: readPrefix(env),
      layout: env.oneOf('S3_KEY_LAYOUT', KEY_LAYOUTS, 'baikonur'),
      gzipLevel: env.integer('S3_GZIP_LEVEL', 6, { min: 0, max: 9 }),
      maxGroups: env.integer('MAX_GROUPS', 500, { min: 1, max: 10_000 }),
    },
    maxTries: 1 + env.integer('S3_MAX_RETRIES', 3, { min: 0, max: 20 }),
  }));
}

function readPrefix(env: EnvReader): string {
  const prefix = env.text('LOG_S3_PREFIX', '').replace(/^\/+|\/+$/g, '');
  if (prefix !== '' && (prefix.length > MAX_PREFIX_BYTES || !PREFIX.test(prefix))) {
    const expected = `folders of letters, digits and ! - _ . * ' ( ) =, at most ${MAX_PREFIX_BYTES} characters`;
    env.problem(`LOG_S3_PREFIX: expected ${expected}, got ${JSON.stringify(prefix)}`);
  }
  return prefix;
}
