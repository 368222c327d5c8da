import { isTimestampZone, TIMESTAMP_FORMATS, type TimestampFormat } from '../log/timestamp/parse-time.ts';
import { isTypePattern } from '../log/type-pattern.ts';
import type { EnvReader } from './env-reader.ts';

const RECORD_FORMATS = ['json', 'ndjson'] as const;

/** One rule of `CLOUDWATCH_WRAP`: messages of log groups that match `pattern` become logs of `logType`. */
interface CloudwatchWrap {
  readonly pattern: string;
  readonly logType: string;
}

/** Which JSON fields make a log, and what they may hold. */
export interface SchemaSettings {
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
  /** The wire names out of `fields` that a log may lack. */
  readonly optionalFields: readonly string[];
  readonly unknownType: string;
  readonly timestampFormats: readonly TimestampFormat[];
  /** IANA zone in which a time without zone is read. */
  readonly timestampZone: string;
  readonly maxAgeDays?: number;
  readonly maxFutureHours?: number;
}

/** How Kinesis records are taken apart. */
interface DecodeSettings {
  readonly recordFormat: (typeof RECORD_FORMATS)[number];
  readonly maxDecompressedBytes: number;
  readonly maxBatchDecompressedBytes: number;
  readonly cloudwatchWrap: readonly CloudwatchWrap[];
}

/** What every stream service reads from its environment. */
export interface CommonSettings {
  readonly functionName: string;
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly schema: SchemaSettings;
  readonly decode: DecodeSettings;
  /** Type patterns; empty: everything. */
  readonly whitelist: readonly string[];
  readonly maxAttempts: number;
  readonly holdMaxAgeHours: number;
  readonly deadLetterBucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly deadLetterPrefix: string;
  readonly progressTable: string;
  readonly tracing: 'Active' | 'PassThrough';
}

const MEBI = 1024 * 1024;

/**
 * The variables common to all stream services.
 * @param service the service's name, e.g. `s3-sink`: a dimension of its metrics.
 */
export function readCommonSettings(env: EnvReader, service: string): CommonSettings {
  const schema = readSchema(env);
  const decode = readDecode(env);
  checkWrapTime(env, decode, schema);
  return {
    functionName: env.text('AWS_LAMBDA_FUNCTION_NAME', service),
    service,
    stage: env.text('STAGE', 'local'),
    region: env.text('AWS_REGION', 'us-east-1'),
    schema,
    decode,
    whitelist: readPatterns(env, 'LOG_TYPE_WHITELIST'),
    maxAttempts: env.integer('MAX_ATTEMPTS', 5, { min: 1, max: 1000 }),
    holdMaxAgeHours: env.decimal('HOLD_MAX_AGE_HOURS', 36, { min: 0, max: 8760 }),
    deadLetterBucket: env.text('FAILED_LOG_S3_BUCKET'),
    deadLetterPrefix: env.text('FAILED_LOG_S3_PREFIX', '').replace(/^\/+|\/+$/g, ''),
    progressTable: env.text('PROGRESS_TABLE'),
    tracing: env.oneOf('TRACING', ['Active', 'PassThrough'], 'PassThrough'),
  };
}

function readSchema(env: EnvReader): SchemaSettings {
  const fields = {
    logType: env.text('LOG_TYPE_FIELD', 'log_type'),
    logId: env.text('LOG_ID_FIELD', 'log_id'),
    time: env.text('LOG_TIMESTAMP_FIELD', 'time'),
  };
  const names = Object.values(fields);
  if (new Set(names).size < names.length) {
    env.problem(`LOG_TYPE_FIELD, LOG_ID_FIELD, LOG_TIMESTAMP_FIELD: expected three names, got ${names.join(', ')}`);
  }
  const maxAgeDays = env.optionalDecimal('LOG_MAX_AGE_DAYS', { min: 0 });
  const maxFutureHours = env.optionalDecimal('LOG_MAX_FUTURE_HOURS', { min: 0 });
  return {
    fields,
    optionalFields: env.listOf('OPTIONAL_FIELDS', names, []),
    unknownType: env.text('LOG_TYPE_UNKNOWN_PREFIX', 'unknown'),
    timestampFormats: env.listOf('TIMESTAMP_FORMATS', TIMESTAMP_FORMATS, TIMESTAMP_FORMATS),
    timestampZone: readZone(env),
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    ...(maxFutureHours === undefined ? {} : { maxFutureHours }),
  };
}

function readZone(env: EnvReader): string {
  const name = env.optionalText('TIMESTAMP_ZONE') === undefined ? 'TZ' : 'TIMESTAMP_ZONE';
  // Lambda itself sets TZ to `:UTC`; the colon is POSIX for "a zone's name follows".
  const zone = (env.optionalText(name) ?? 'UTC').replace(/^:/, '');
  if (!isTimestampZone(zone))
    env.problem(`${name}: expected an IANA time zone such as Asia/Tokyo, got ${JSON.stringify(zone)}`);
  return zone;
}

function readDecode(env: EnvReader): DecodeSettings {
  const memoryMb = env.integer('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 1024, { min: 128 });
  return {
    recordFormat: env.oneOf('RECORD_FORMAT', RECORD_FORMATS, 'json'),
    maxDecompressedBytes: env.integer('MAX_DECOMPRESSED_BYTES', 64 * MEBI, { min: 1 }),
    maxBatchDecompressedBytes: env.integer('MAX_BATCH_DECOMPRESSED_BYTES', (memoryMb / 4) * MEBI, { min: 1 }),
    cloudwatchWrap: readWrap(env),
  };
}

function readWrap(env: EnvReader): readonly CloudwatchWrap[] {
  return env.list('CLOUDWATCH_WRAP').flatMap((rule) => {
    const [pattern, logType, ...rest] = rule.split('=');
    if (pattern && isTypePattern(pattern) && logType && rest.length === 0) return [{ pattern, logType }];
    env.problem(`CLOUDWATCH_WRAP: expected <log-group pattern>=<log_type>, got ${JSON.stringify(rule)}`);
    return [];
  });
}

/** A wrapped log's time is ISO text, whatever is allowed here: those who read the log further on cannot know. */
function checkWrapTime(env: EnvReader, { cloudwatchWrap }: DecodeSettings, { timestampFormats }: SchemaSettings): void {
  if (cloudwatchWrap.length === 0 || timestampFormats.includes('dateutil')) return;
  const got = JSON.stringify(timestampFormats.join(','));
  env.problem(
    `TIMESTAMP_FORMATS: CLOUDWATCH_WRAP needs dateutil, which reads the time of wrapped messages, got ${got}`,
  );
}

/** Type patterns, each checked. */
function readPatterns(env: EnvReader, name: string): readonly string[] {
  const patterns = env.list(name);
  for (const pattern of patterns.filter((text) => !isTypePattern(text))) {
    env.problem(`${name}: expected NAME, PREFIX* or *, got ${JSON.stringify(pattern)}`);
  }
  return patterns;
}
