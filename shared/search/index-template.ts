import { createHash } from 'node:crypto';

/** Options of the template. */
export interface TemplateOptions {
  /** `INDEX_NAME_PREFIX`: the template is for `<prefix>-*`. */
  readonly prefix: string;
  /** Names of the three schema fields. */
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
  /** Fields that an index may have; a log that needs more becomes a dead letter. */
  readonly maxFields?: number;
  readonly shards?: number;
  readonly replicas?: number;
  /** Whether what matches is a data stream. */
  readonly isDataStream?: boolean;
}

/** A composable index template, and its name. */
export interface IndexTemplate {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>> & { readonly _meta: { readonly baikonur: string } };
}

/** Longer strings are searchable as full text, but not as a keyword. */
const MAX_KEYWORD_LENGTH = 1_024;
const MAX_ID_LENGTH = 512;
const PRIORITY = 200;

/** Usual text forms of a time. A text in another form stays in the source and is not indexed. */
const TIME_FORMAT = [
  'strict_date_optional_time',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm:ss.SSS',
  'yyyy-MM-dd HH:mm:ss.SSSSSS',
  'yyyy-MM-dd HH:mm:ssXXX',
  'yyyy-MM-dd HH:mm:ss.SSSXXX',
  'yyyy-MM-dd HH:mm:ss.SSSSSSXXX',
  'dd/MMM/yyyy:HH:mm:ss Z',
  'epoch_millis',
].join('||');

/**
 * The index template of es-sink's indices: the time as a date, strings as keyword and text, integers of any size, a
 * limit on fields. The fingerprint in its `_meta` shows whether an installed one is up to date.
 */
export function createIndexTemplate(options: TemplateOptions): IndexTemplate {
  const { prefix, maxFields = 1_000, shards = 1, replicas, isDataStream = false } = options;
  const settings = {
    'index.number_of_shards': shards,
    ...(replicas === undefined ? {} : { 'index.number_of_replicas': replicas }),
    'index.mapping.total_fields.limit': maxFields,
  };
  const body = {
    index_patterns: [`${prefix}-*`],
    priority: PRIORITY,
    ...(isDataStream ? { data_stream: {} } : {}),
    template: { settings, mappings: mappingsOf(options) },
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return { name: `baikonur-${prefix}`, body: { ...body, _meta: { baikonur: fingerprint } } };
}

function mappingsOf({ fields, isDataStream = false }: TemplateOptions) {
  return {
    // Otherwise a text that looks like a date makes the field a date, and a log with another text is rejected.
    date_detection: false,
    dynamic_templates: [
      {
        strings: {
          match_mapping_type: 'string',
          mapping: { type: 'keyword', ignore_above: MAX_KEYWORD_LENGTH, fields: { text: { type: 'text' } } },
        },
      },
      // A log with an integer above 2^63 - 1 would be rejected: the integer stays in the source and is not indexed.
      { integers: { match_mapping_type: 'long', mapping: { type: 'long', ignore_malformed: true } } },
    ],
    properties: {
      [fields.time]: { type: 'date', format: TIME_FORMAT, ignore_malformed: true },
      [fields.logType]: { type: 'keyword', ignore_above: MAX_KEYWORD_LENGTH },
      [fields.logId]: { type: 'keyword', ignore_above: MAX_ID_LENGTH },
      // A data stream takes no other form, also where it is the field of the log's time.
      ...(isDataStream ? { '@timestamp': { type: 'date' } } : {}),
    },
  };
}
