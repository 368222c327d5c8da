import type { WrapMessage } from '../../../shared/log/decode/cloudwatch.ts';
import type { DecodeOptions as SourceOptions } from '../../../shared/log/decode/decode-records.ts';
import type { FieldNames } from '../../../shared/log/decode/fields.ts';
import { checkOptions, isListOf, isText, isWhole } from '../check-options.ts';

/** Options of `decodeKinesisEvent`. */
export interface DecodeOptions {
  /**
   * Most bytes that one Kinesis record may become by decompression. A larger one is rejected with reason
   * `too_large_decompressed`. This is also the most that the decoder holds at a time. Default 10 MiB.
   */
  readonly maxRecordBytes?: number;
  /** With `ndjson` a record is split at newlines: each line is an entry. Default `json`: a record is one JSON text. */
  readonly recordFormat?: 'json' | 'ndjson';
  /**
   * Which entries there are. `json` (default): JSON objects; anything else is rejected with reason `not_json`, `not_object` or
   * `not_utf8`. `bytes`: anything, such as the plain lines that programs write to CloudWatch Logs.
   */
  readonly content?: 'json' | 'bytes';
  /**
   * Makes JSON of a CloudWatch message that is no JSON object or lacks one of the `fields`; `undefined`: it stays as it is.
   * `createMessageWrapper` of the subpath `cloudwatch` makes one from rules for log groups.
   */
  readonly wrapMessage?: WrapMessage;
  /** Paths (`a.b.c`) of values that are read from each entry's JSON into `picked`, in this order. */
  readonly pick?: readonly string[];
  /** Names of the fields that a CloudWatch message needs to stay unwrapped; default `log_type`, `log_id` and `time`. */
  readonly fields?: Partial<FieldNames>;
  /** Epoch milliseconds for a record without an arrival time; default: now. */
  readonly nowMs?: number;
}

/** The largest record of a Kinesis stream. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const DEFAULT_MAX_RECORD_BYTES = 10_485_760;

/** The names with their defaults. */
export function fieldNames({
  logType = 'log_type',
  logId = 'log_id',
  time = 'time',
}: Partial<FieldNames> = {}): FieldNames {
  return { logType, logId, time };
}

/**
 * The options as the decoder takes them. The share of a batch is that of a record: one record is held at a time.
 * @throws {TypeError} naming every option that is wrong.
 */
export function sourceOptions(options: DecodeOptions): SourceOptions & { readonly content: 'json' | 'bytes' } {
  const {
    maxRecordBytes = DEFAULT_MAX_RECORD_BYTES,
    recordFormat = 'json',
    content = 'json',
    wrapMessage,
    pick = [],
  } = options;
  const fields = fieldNames(options.fields);
  checkOptions(
    {
      maxRecordBytes: isWhole(maxRecordBytes, 1) || 'a whole number',
      recordFormat: recordFormat === 'json' || recordFormat === 'ndjson' || 'json or ndjson',
      content: content === 'json' || content === 'bytes' || 'json or bytes',
      wrapMessage: typeof (wrapMessage ?? isText) === 'function' || 'a function',
      pick: isListOf(pick, isText) || 'a list of paths',
      fields: isListOf(Object.values(fields), isText) || 'names',
    },
    options,
  );
  return {
    recordFormat,
    content,
    cloudwatchWrap: [],
    pickPaths: pick,
    fields,
    parts: { createWrapper: () => wrapMessage },
    maxDecompressedBytes: maxRecordBytes,
    maxBatchDecompressedBytes: maxRecordBytes,
  };
}
