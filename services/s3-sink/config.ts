import { COMMON_VARIABLES, type CommonSettings, commonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from '../../shared/settings/env-reader.ts';
import { integer, oneOf, parsed, requiredText } from '../../shared/settings/variable.ts';
import { COMPRESSION_FORMATS, DEFAULT_GZIP_LEVEL, MAX_ZSTD_LEVEL, type ObjectCompression } from './compress.ts';
import { KEY_LAYOUTS } from './layouts.ts';
import { MAX_PREFIX_BYTES } from './object-key.ts';
import type { ObjectSettings } from './request.ts';

/** Letters, digits and what S3 calls safe, in segments; no segment is `.` or `..`. */
const PREFIX = /^(?!\.{1,2}(\/|$))[\w!\-.*'()=]+(\/(?!\.{1,2}(\/|$))[\w!\-.*'()=]+)*$/;

/** The sink's variables. */
export const VARIABLES = {
  ...COMMON_VARIABLES,
  LOG_S3_BUCKET: requiredText({ source: 'archive of the stage', meaning: 'Bucket of the objects' }),
  LOG_S3_PREFIX: parsed({
    allowed: `folders of letters, digits and ! - _ . * ' ( ) =, at most ${MAX_PREFIX_BYTES} characters`,
    absent: '',
    parse: parsePrefix,
    meaning: 'Folder of the objects in the bucket',
  }),
  S3_KEY_LAYOUT: oneOf(KEY_LAYOUTS, { default: 'baikonur', meaning: 'Layout of the keys' }),
  S3_COMPRESSION: oneOf(COMPRESSION_FORMATS, { default: 'gzip', meaning: 'Compression of the objects' }),
  S3_GZIP_LEVEL: integer({ unset: `${DEFAULT_GZIP_LEVEL}`, min: 0, max: 9, meaning: 'Level of gzip' }),
  S3_ZSTD_LEVEL: integer({
    unset: 'by the size of the logs',
    min: 1,
    max: MAX_ZSTD_LEVEL,
    meaning: 'Level of zstd',
  }),
  MAX_GROUPS: integer({
    default: 500,
    min: 1,
    max: 10_000,
    meaning: 'Objects that an invocation may write; the logs of further objects wait for the next one',
  }),
  S3_MAX_RETRIES: integer({
    default: 3,
    min: 0,
    max: 20,
    meaning: 'Retries within an invocation of an object that S3 rejects individually',
  }),
};

/** The sink's settings. */
export interface S3SinkConfig {
  readonly common: CommonSettings;
  readonly objects: ObjectSettings;
  /** Puts for an object that fails, the first included. */
  readonly maxTries: number;
}

/**
 * Reads the sink's environment, once, at cold start.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function parseConfig(env: Env): S3SinkConfig {
  return parseSettings(env, VARIABLES, (values, checks) => ({
    common: commonSettings(values, checks, 's3-sink'),
    objects: {
      bucket: values.LOG_S3_BUCKET,
      prefix: values.LOG_S3_PREFIX,
      layout: values.S3_KEY_LAYOUT,
      compression: compressionOf(values, checks),
      maxGroups: values.MAX_GROUPS,
    },
    maxTries: 1 + values.S3_MAX_RETRIES,
  }));
}

/** A level of the other format is a mistake: it would do nothing. */
function compressionOf(
  { S3_COMPRESSION: format, S3_GZIP_LEVEL: gzip, S3_ZSTD_LEVEL: zstd }: Values<typeof VARIABLES>,
  { isSet, problem }: EnvChecks,
): ObjectCompression {
  const name = format === 'gzip' ? 'S3_ZSTD_LEVEL' : 'S3_GZIP_LEVEL';
  if (isSet(name)) problem([name], `set, but S3_COMPRESSION is ${format}`);
  return format === 'gzip' ? { format, level: gzip ?? DEFAULT_GZIP_LEVEL } : { format, level: zstd ?? 'auto' };
}

/** The prefix without slashes at its ends; `undefined` where it is not allowed. */
export function parsePrefix(text: string): string | undefined {
  const prefix = text.replace(/^\/+|\/+$/g, '');
  return prefix === '' || (prefix.length <= MAX_PREFIX_BYTES && PREFIX.test(prefix)) ? prefix : undefined;
}
