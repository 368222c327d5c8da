import { TIMESTAMP_FORMATS } from '../../../shared/log/timestamp/parse-time.ts';
import { zoneNamesWith } from '../../../shared/log/timestamp/zone-names.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { fieldNames, sourceOptions } from '../decode/options.ts';
import type { LogPipelineOptions } from './options.ts';

const MEBI = 1024 * 1024;
const DEFAULT_MEMORY_MB = 1024;
const MAX_FIELD_BYTES = 512;
const MAX_ATTEMPTS = 5;
const HOLD_HOURS = 36;

/**
 * The settings of the pipeline, with the defaults of the services.
 * @throws {TypeError} when an option is wrong.
 */
export function settingsOf(
  { deadLetters, progress, schema = {}, ...options }: LogPipelineOptions,
  env: Env,
): CommonSettings {
  const functionName = options.functionName ?? env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'function';
  const memoryBytes = (Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']) || DEFAULT_MEMORY_MB) * MEBI;
  const maxRecordBytes = options.maxRecordBytes ?? Math.min(10 * MEBI, memoryBytes / 32);
  const { recordFormat, cloudwatchWrap } = sourceOptions({ ...schema, maxRecordBytes });
  return {
    functionName,
    service: functionName,
    stage: options.stage ?? 'default',
    region: env['AWS_REGION'] ?? '',
    schema: {
      fields: fieldNames(schema.fields),
      optionalFields: schema.optionalFields ?? [],
      unknownType: schema.unknownType ?? 'unknown',
      maxFieldBytes: schema.maxFieldBytes ?? MAX_FIELD_BYTES,
      timestamps: {
        formats: schema.timestamps?.formats ?? TIMESTAMP_FORMATS,
        zone: schema.timestamps?.zone ?? 'UTC',
        quirks: schema.timestamps?.quirks ?? 'none',
        zoneNames: schema.timestamps?.zoneNames ?? zoneNamesWith([]),
      },
      ...(schema.maxAgeDays !== undefined && { maxAgeDays: schema.maxAgeDays }),
      ...(schema.maxFutureHours !== undefined && { maxFutureHours: schema.maxFutureHours }),
    },
    decode: {
      recordFormat,
      cloudwatchWrap,
      maxDecompressedBytes: maxRecordBytes,
      maxBatchDecompressedBytes: options.maxBatchBytes ?? memoryBytes / 4,
    },
    whitelist: options.types ?? [],
    maxAttempts: options.maxAttempts ?? MAX_ATTEMPTS,
    holdMaxAgeHours: options.holdHours ?? HOLD_HOURS,
    deadLetterBucket: deadLetters.bucket,
    deadLetterPrefix: (deadLetters.prefix ?? '').replace(/^\/+|\/+$/g, ''),
    progressTable: progress.table,
    tracing: 'PassThrough',
  };
}
