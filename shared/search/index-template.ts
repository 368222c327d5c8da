import { createHash } from 'node:crypto';

/** What the template is made of. */
export interface TemplateOptions {
  /** `INDEX_NAME_PREFIX`: the template is for `<prefix>-*`. */
  readonly prefix: string;
  /** Names of the three schema fields. */
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
  /** Most fields an index may have; a log that needs one more becomes a letter. */
  readonly maxFields?: number;
  readonly shards?: number;
  readonly replicas?: number;
}

/** A composable index template, and its name. */
export interface IndexTemplate {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>> & { readonly _meta: { readonly baikonur: string } };
}

/** Longer strings are kept in the source and found by their words, but not as a whole. */
const MAX_KEYWORD_LENGTH = 1_024;
const MAX_ID_LENGTH = 512;
const PRIORITY = 200;

/** The text forms that logs mostly use; what fits none of them stays in the source, unindexed. */
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
 * limit on fields.
 * Its `_meta` holds a fingerprint, by which an installed one is known again.
 */
export function createIndexTemplate(options: TemplateOptions): IndexTemplate {
  const { prefix, maxFields = 1_000, shards = 1, replicas } = options;
  const settings = {
    'index.number_of_shards': shards,
    ...(replicas === undefined ? {} : { 'index.number_of_replicas': replicas }),
    'index.mapping.total_fields.limit': maxFields,
  };
  const body = {
    index_patterns: [`${prefix}-*`],
    priority: PRIORITY,
    template: { settings, mappings: mappingsOf(options) },
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return { name: `baikonur-${prefix}`, body: { ...body, _meta: { baikonur: fingerprint } } };
}

function mappingsOf({ fields }: TemplateOptions) {
  return {
    // A text that happens to look like a date must not make the next log, where it does not, a letter.
    date_detection: false,
    dynamic_templates: [
      {
        strings: {
          match_mapping_type: 'string',
          mapping: { type: 'keyword', ignore_above: MAX_KEYWORD_LENGTH, fields: { text: { type: 'text' } } },
        },
      },
      // A number past 2^63 - 1 would be refused, and its log with it: it stays in the source, unindexed.
      { integers: { match_mapping_type: 'long', mapping: { type: 'long', ignore_malformed: true } } },
    ],
    properties: {
      [fields.time]: { type: 'date', format: TIME_FORMAT, ignore_malformed: true },
      [fields.logType]: { type: 'keyword', ignore_above: MAX_KEYWORD_LENGTH },
      [fields.logId]: { type: 'keyword', ignore_above: MAX_ID_LENGTH },
    },
  };
}
