import { TIMESTAMP_FORMATS } from '../../../shared/log/timestamp/parse-time.ts';
import { zoneNamesWith } from '../../../shared/log/timestamp/zone-names.ts';
import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import { type CommonSettings, defaultBatchBytes } from '../../../shared/settings/common-settings.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { checkOptions, isListOf, isText, isWhole } from '../check-options.ts';
import { fieldNames, sourceOptions } from '../decode/options.ts';
import { checkLogOptions } from '../schema.ts';
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
  checkPipelineOptions({ deadLetters, progress, schema, ...options });
  const { recordFormat } = sourceOptions({ ...schema, maxRecordBytes });
  const { cloudwatchWrap = [] } = schema;
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
      maxBatchDecompressedBytes: options.maxBatchBytes ?? defaultBatchBytes(memoryBytes / MEBI),
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

/** Programs without types leave out more than the type allows. */
function checkPipelineOptions(options: Partial<LogPipelineOptions>): void {
  const {
    deliver,
    deadLetters,
    progress,
    selectTargets,
    types = [],
    maxTries = 1,
    maxAttempts = 1,
    holdHours = 1,
  } = options;
  checkOptions(
    {
      deliver: typeof deliver === 'function' || 'a function',
      'deadLetters.s3': isClient(deadLetters?.s3) || 'an S3Client',
      'deadLetters.bucket': isText(deadLetters?.bucket) || 'the name of a bucket',
      'progress.dynamodb': isClient(progress?.dynamodb) || 'a DynamoDBClient',
      'progress.table': isText(progress?.table) || 'the name of a table',
      selectTargets: selectTargets === undefined || typeof selectTargets === 'function' || 'a function',
      types: isListOf(types, isPattern) || 'a list of NAME, PREFIX* or *',
      maxTries: isWhole(maxTries, 1) || 'a whole number from 1 on',
      maxAttempts: isWhole(maxAttempts, 1) || 'a whole number from 1 on',
      holdHours: holdHours > 0 || 'a number above 0',
      maxBatchBytes: isWhole(options.maxBatchBytes ?? 1, 1) || 'a whole number above 0',
      observe: typeof (options.observe ?? isText) === 'function' || 'a function',
      pick: isListOf(options.pick ?? [], isText) || 'a list of paths',
    },
    {
      ...options,
      'deadLetters.s3': deadLetters?.s3,
      'deadLetters.bucket': deadLetters?.bucket,
      'progress.dynamodb': progress?.dynamodb,
      'progress.table': progress?.table,
    },
  );
  const { timestamps: _, ...schema } = options.schema ?? {};
  checkLogOptions(schema);
}

function isClient(value: unknown): boolean {
  return typeof Object(value).send === 'function';
}

function isPattern(text: unknown): text is string {
  return isText(text) && isTypePattern(text);
}
