import { isTypePattern } from '../log/type-pattern.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from './env-reader.ts';
import { FUNCTION_VARIABLES } from './function-variables.ts';
import { SCHEMA_VARIABLES, type SchemaSettings, schemaSettings } from './schema-settings.ts';
import { decimal, integer, list, oneOf, requiredText, text } from './variable.ts';

/** One rule of `CLOUDWATCH_WRAP`: messages of log groups that match `pattern` become logs of `logType`. */
interface CloudwatchWrap {
  readonly pattern: string;
  readonly logType: string;
}

/** How Kinesis records are taken apart. */
interface DecodeSettings {
  readonly recordFormat: 'json' | 'ndjson';
  readonly maxDecompressedBytes: number;
  readonly maxBatchDecompressedBytes: number;
  readonly cloudwatchWrap: readonly CloudwatchWrap[];
}

/** Settings of every stream service. */
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
const RECORD_FORMATS = ['json', 'ndjson'] as const;
const BY_LAMBDA = 'Lambda';

/** Variables of every stream service. */
export const COMMON_VARIABLES = {
  ...SCHEMA_VARIABLES,
  RECORD_FORMAT: oneOf(RECORD_FORMATS, { default: 'json', meaning: 'With ndjson a record is split at newlines' }),
  MAX_DECOMPRESSED_BYTES: integer({
    min: 1,
    unset: '10 MiB, and at most a 40th of the memory',
    meaning: 'Bytes of one record after decompression; a larger one is a dead letter (too_large_decompressed)',
  }),
  MAX_BATCH_DECOMPRESSED_BYTES: integer({
    min: 1,
    unset: 'a quarter of the memory, at 256 MB a tenth',
    meaning: 'Bytes of one invocation after decompression; the rest of the batch comes again',
  }),
  CLOUDWATCH_WRAP: list({
    source: 'wrapAs in subscriptions.yml',
    allowed: '<log-group pattern>=<log_type>',
    parse: parseWrap,
    meaning: 'Log types of CloudWatch messages that are no logs',
  }),
  LOG_TYPE_WHITELIST: list({
    source: 'the whitelist in forwarders.yml or sinks.yml',
    unset: 'everything',
    allowed: 'NAME, PREFIX* or *',
    parse: (pattern) => (isTypePattern(pattern) ? pattern : undefined),
    meaning: 'Log types that the function takes',
  }),
  MAX_ATTEMPTS: integer({
    source: 'functions.*.maxAttempts of the stage',
    default: 5,
    min: 1,
    max: 1000,
    meaning: 'Invocations in which the destination may reject an entry individually',
  }),
  HOLD_MAX_AGE_HOURS: decimal({
    source: 'functions.*.holdHours of the stage',
    default: 36,
    min: 0,
    max: 8760,
    meaning: 'Hours for which a shard waits for a destination',
  }),
  FAILED_LOG_S3_BUCKET: requiredText({ source: 'the project and the stage', meaning: 'Bucket of the dead letters' }),
  FAILED_LOG_S3_PREFIX: text({
    source: 'deadLetters.prefix of the stage',
    default: '',
    meaning: 'Folder of the dead letters',
  }),
  PROGRESS_TABLE: requiredText({ source: 'the project and the stage', meaning: 'Name of the progress table' }),
  TRACING: oneOf(['Active', 'PassThrough'], {
    source: 'tracing of the stage',
    default: 'PassThrough',
    meaning: 'Tracing with X-Ray',
  }),
  ...FUNCTION_VARIABLES,
  AWS_LAMBDA_FUNCTION_NAME: text({ source: BY_LAMBDA, meaning: 'Name of the function' }),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: integer({
    source: BY_LAMBDA,
    default: 1024,
    min: 128,
    meaning: 'Memory of the function in MB',
  }),
};

type CommonValues = Values<typeof COMMON_VARIABLES>;

/**
 * Reads the variables common to all stream services, and no others.
 * @throws {ConfigError} with every problem found.
 */
export function parseCommonSettings(env: Env, service: string): CommonSettings {
  return parseSettings(env, COMMON_VARIABLES, (values, checks) => commonSettings(values, checks, service));
}

/**
 * The settings of all stream services.
 * @param service the service's name, e.g. `s3-sink`: a dimension of its metrics.
 */
export function commonSettings(values: CommonValues, checks: EnvChecks, service: string): CommonSettings {
  checkWrapTime(values, checks);
  const memoryMb = values.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  return {
    functionName: values.AWS_LAMBDA_FUNCTION_NAME ?? service,
    service,
    stage: values.STAGE,
    region: values.AWS_REGION,
    schema: schemaSettings(values, checks),
    decode: {
      recordFormat: values.RECORD_FORMAT,
      maxDecompressedBytes: values.MAX_DECOMPRESSED_BYTES ?? defaultDecompressedBytes(memoryMb),
      maxBatchDecompressedBytes: values.MAX_BATCH_DECOMPRESSED_BYTES ?? defaultBatchBytes(memoryMb),
      cloudwatchWrap: values.CLOUDWATCH_WRAP,
    },
    whitelist: values.LOG_TYPE_WHITELIST,
    maxAttempts: values.MAX_ATTEMPTS,
    holdMaxAgeHours: values.HOLD_MAX_AGE_HOURS,
    deadLetterBucket: values.FAILED_LOG_S3_BUCKET,
    deadLetterPrefix: values.FAILED_LOG_S3_PREFIX.replace(/^\/+|\/+$/g, ''),
    progressTable: values.PROGRESS_TABLE,
    tracing: values.TRACING,
  };
}

/**
 * A quarter of the memory. A small function has less for it: the runtime and the code take about 100 MB of any, and the
 * logs are there more than once while they are written. Measured with `npm run test:hostile`.
 */
export function defaultBatchBytes(memoryMb: number): number {
  const mb = Math.min(memoryMb / 4, 0.4 * (memoryMb - 192));
  return Math.max(defaultDecompressedBytes(memoryMb), Math.floor(mb * MEBI));
}

/**
 * As large as the largest record of a stream; from 512 MB on no more than a tenth of what an invocation may decompress,
 * so that twenty large records end with the second invocation.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
function defaultDecompressedBytes(memoryMb: number): number {
  return Math.min(10 * MEBI, Math.floor((memoryMb / 40) * MEBI));
}

/** A wrapped log's time is ISO text, whatever is allowed here: functions further on cannot know. */
function checkWrapTime(values: CommonValues, { problem }: EnvChecks): void {
  const { CLOUDWATCH_WRAP: wraps, TIMESTAMP_FORMATS: formats } = values;
  if (wraps.length === 0 || formats.includes('dateutil')) return;
  const needed = 'CLOUDWATCH_WRAP needs dateutil, which reads the time of wrapped messages';
  problem(['TIMESTAMP_FORMATS'], `${needed}, got ${JSON.stringify(formats.join(','))}`);
}

function parseWrap(rule: string): CloudwatchWrap | undefined {
  const [pattern, logType, ...rest] = rule.split('=');
  return pattern && isTypePattern(pattern) && logType && rest.length === 0 ? { pattern, logType } : undefined;
}
