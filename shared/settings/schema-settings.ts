import {
  isTimestampZone,
  parseZoneRule,
  TIMESTAMP_FORMATS,
  TIMESTAMP_QUIRKS,
  type TimestampOptions,
  ZONE_RULE_FORM,
  zoneNamesWith,
} from '../log/timestamp/parse-time.ts';
import type { EnvChecks, Values } from './env-reader.ts';
import { decimal, integer, list, listOf, oneOf, parsed, text } from './variable.ts';

/** Which JSON fields make a log, and what they may hold. */
export interface SchemaSettings {
  readonly fields: { readonly logType: string; readonly logId: string; readonly time: string };
  /** The wire names out of `fields` that a log may lack. */
  readonly optionalFields: readonly string[];
  readonly unknownType: string;
  /** How a time is read. */
  readonly timestamps: Required<Pick<TimestampOptions, 'formats' | 'zone' | 'quirks' | 'zoneNames'>>;
  /** Longest type and id, bytes of UTF-8. */
  readonly maxFieldBytes: number;
  readonly maxAgeDays?: number;
  readonly maxFutureHours?: number;
}

const A_ZONE = 'an IANA time zone such as Asia/Tokyo';

/** Variables that say what a log is. */
export const SCHEMA_VARIABLES = {
  LOG_TYPE_FIELD: text({ default: 'log_type', meaning: 'Name of the field with the log type, or its path (a.b)' }),
  LOG_ID_FIELD: text({ default: 'log_id', meaning: 'Name of the field with the id, or its path (a.b)' }),
  LOG_TIMESTAMP_FIELD: text({ default: 'time', meaning: 'Name of the field with the time, or its path (a.b)' }),
  LOG_FIELD_MAX_BYTES: integer({
    default: 512,
    min: 1,
    max: 65_536,
    meaning: 'Longest log type and id in bytes; a log with a longer one is a dead letter (bad_field)',
  }),
  OPTIONAL_FIELDS: list({
    allowed: 'names of these three fields',
    parse: (name) => name,
    meaning: 'Those of the three fields that a log may lack',
  }),
  LOG_TYPE_UNKNOWN_PREFIX: text({
    default: 'unknown',
    meaning: 'Type of a log that may lack one, and folder of dead letters without a type',
  }),
  TIMESTAMP_FORMATS: listOf(TIMESTAMP_FORMATS, {
    default: TIMESTAMP_FORMATS,
    meaning: 'Formats that are tried, always in the order of the default',
  }),
  TIMESTAMP_ZONE: parsed<string | undefined>({
    unset: 'TZ, else UTC',
    allowed: A_ZONE,
    absent: undefined,
    parse: parseZone,
    meaning: 'Time zone of a time without one',
  }),
  TZ: text({ source: 'Lambda', meaning: 'Read where TIMESTAMP_ZONE is not set; Lambda sets it to :UTC' }),
  TIMESTAMP_ZONES: list({
    unset: 'those of RFC 822 (EST … PDT), and JST',
    allowed: ZONE_RULE_FORM,
    parse: parseZoneRule,
    meaning: 'Offsets of zone abbreviations; an abbreviation without one is read in TIMESTAMP_ZONE',
  }),
  TIMESTAMP_QUIRKS: oneOf(TIMESTAMP_QUIRKS, {
    default: 'none',
    meaning: 'With dateutil every text is read exactly as python-dateutil reads it',
  }),
  LOG_MAX_AGE_DAYS: decimal({ min: 0, meaning: 'An older log, seen from its arrival, is a dead letter (bad_time)' }),
  LOG_MAX_FUTURE_HOURS: decimal({ min: 0, meaning: 'A log further ahead of its arrival is a dead letter (bad_time)' }),
};

type SchemaValues = Values<typeof SCHEMA_VARIABLES>;

/** The settings of the schema; settings that contradict each other go to `checks`. */
export function schemaSettings(values: SchemaValues, checks: EnvChecks): SchemaSettings {
  checkFields(values, checks);
  checkZone(values, checks);
  checkZoneNames(values, checks);
  const { LOG_MAX_AGE_DAYS: maxAgeDays, LOG_MAX_FUTURE_HOURS: maxFutureHours } = values;
  return {
    fields: fieldsOf(values),
    optionalFields: values.OPTIONAL_FIELDS,
    unknownType: values.LOG_TYPE_UNKNOWN_PREFIX,
    maxFieldBytes: values.LOG_FIELD_MAX_BYTES,
    timestamps: {
      formats: values.TIMESTAMP_FORMATS,
      zone: values.TIMESTAMP_ZONE ?? parseZone(values.TZ ?? 'UTC') ?? 'UTC',
      quirks: values.TIMESTAMP_QUIRKS,
      zoneNames: zoneNamesWith(values.TIMESTAMP_ZONES),
    },
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    ...(maxFutureHours === undefined ? {} : { maxFutureHours }),
  };
}

function fieldsOf(values: SchemaValues): SchemaSettings['fields'] {
  return { logType: values.LOG_TYPE_FIELD, logId: values.LOG_ID_FIELD, time: values.LOG_TIMESTAMP_FIELD };
}

function checkFields(values: SchemaValues, { problem }: EnvChecks): void {
  const names = Object.values(fieldsOf(values));
  if (new Set(names).size < names.length) {
    const variables = ['LOG_TYPE_FIELD', 'LOG_ID_FIELD', 'LOG_TIMESTAMP_FIELD'];
    problem(variables, `expected three different names, got ${names.join(', ')}`);
  }
  const optional = values.OPTIONAL_FIELDS;
  if (optional.some((name) => !names.includes(name))) {
    const expected = `a comma-separated list out of ${names.join(', ')}`;
    problem(['OPTIONAL_FIELDS'], `expected ${expected}, got ${JSON.stringify(optional.join(','))}`);
  }
}

/** Of no consequence where TIMESTAMP_ZONE is set. */
function checkZone({ TZ: name = 'UTC' }: SchemaValues, { isSet, problem }: EnvChecks): void {
  if (!isSet('TIMESTAMP_ZONE') && parseZone(name) === undefined) {
    problem(['TZ'], `expected ${A_ZONE}, got ${JSON.stringify(name)}`);
  }
}

/** An abbreviation that is given twice would have its last offset, which may be the wrong one. */
function checkZoneNames({ TIMESTAMP_ZONES: rules }: SchemaValues, { problem }: EnvChecks): void {
  const twice = rules.map(([name]) => name).find((name, index, names) => names.indexOf(name) < index);
  if (twice !== undefined)
    problem(['TIMESTAMP_ZONES'], `expected one offset for each abbreviation, got ${twice} twice`);
}

/** Lambda itself sets TZ to `:UTC`; the colon is POSIX for "a zone's name follows". */
function parseZone(name: string): string | undefined {
  const zone = name.replace(/^:/, '');
  return isTimestampZone(zone) ? zone : undefined;
}
