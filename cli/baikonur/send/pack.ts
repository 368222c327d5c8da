import { aggregate } from 'aws-kinesis-agg';
import { dataMessage } from '../../../local/event-source/cloudwatch/envelope.ts';
import { chunkRecords } from '../../../shared/delivery/chunk-records.ts';
import { createFieldReader } from '../../../shared/log/decode/fields.ts';
import type { SchemaSettings } from '../../../shared/settings/schema-settings.ts';
import type { Line } from '../input/lines.ts';
import type { Form } from './forms.ts';
import type { SendRecord } from './send-record.ts';

/** Makes records of lines, in order. */
export type Pack = (lines: readonly Line[]) => Promise<readonly SendRecord[]>;

interface PackOptions {
  readonly form: Form;
  /** Names of the schema's fields: the log id becomes the partition key. */
  readonly fields: SchemaSettings['fields'];
  /** Lines that one record may carry, where it carries several. */
  readonly maxLines: number;
  /** Used as the time of the log events. */
  readonly now: () => number;
}

/** Text in one envelope: incompressible, it still fits a record of 1 MiB. */
const MAX_ENVELOPE_BYTES = 700 * 1024;
/** The KPL's own default. @see https://github.com/awslabs/amazon-kinesis-producer (AggregationMaxSize) */
const MAX_AGGREGATE_BYTES = 51_200;
/** @see PutRecordsRequestEntry: at most 256 characters */
const MAX_KEY_CHARS = 256;
const ORIGIN = {
  owner: '000000000000',
  logGroup: '/baikonur/send',
  logStream: 'lines',
  filterName: 'baikonur-send',
} as const;

/** Builds the packer: a record a line, envelopes as CloudWatch Logs writes them, or aggregates as the KPL does. */
export function createPack({ form, fields, maxLines, now }: PackOptions): Pack {
  const keyOf = createKey(fields);
  switch (form) {
    case 'plain':
      return async (lines) => lines.map((line) => carry([line], line.data, keyOf(line)));
    case 'cloudwatch':
      return async (lines) => groupLines(lines, maxLines, MAX_ENVELOPE_BYTES).map((group) => envelopeOf(group, now()));
    case 'kpl':
      return async (lines) =>
        Promise.all(groupLines(lines, maxLines, MAX_AGGREGATE_BYTES).map((group) => aggregateOf(group, keyOf)));
  }
}

/** The log id where the line has one, else the line's number: one log, one shard; many logs, all shards. */
function createKey(fields: PackOptions['fields']): (line: Line) => string {
  const readFields = createFieldReader(fields);
  return ({ data, number }) => {
    const fallback = `line-${number}`;
    try {
      const root: unknown = JSON.parse(data.toString());
      if (typeof root !== 'object' || root === null || Array.isArray(root)) return fallback;
      // An object, whatever is in it.
      const { logId } = readFields(root as Readonly<Record<string, unknown>>);
      const isId = (typeof logId === 'string' && logId !== '') || typeof logId === 'number';
      return isId ? String(logId).slice(0, MAX_KEY_CHARS).toWellFormed() : fallback;
    } catch {
      return fallback;
    }
  };
}

function carry(lines: readonly Line[], data: Buffer, partitionKey: string): SendRecord {
  return {
    data,
    partitionKey,
    lines: lines.length,
    firstLine: lines[0]?.number ?? 0,
  };
}

/** Cuts lines into groups by count and bytes, in order; a line that is larger is a group alone. */
function groupLines(lines: readonly Line[], maxLines: number, maxBytes: number): readonly (readonly Line[])[] {
  const sizes = lines.map(({ data }) => data.length);
  const ends = chunkRecords(sizes, { maxRecords: maxLines, maxCallBytes: maxBytes });
  return ends.map((end, index) => lines.slice(ends[index - 1] ?? 0, end));
}

function envelopeOf(lines: readonly Line[], nowMs: number): SendRecord {
  const events = lines.map(({ data, number }) => ({
    id: String(number).padStart(56, '0'),
    timestamp: nowMs,
    message: data.toString(),
  }));
  return carry(lines, dataMessage(ORIGIN, events), `${ORIGIN.logStream}-${lines[0]?.number ?? 0}`);
}

function aggregateOf(lines: readonly Line[], keyOf: (line: Line) => string): Promise<SendRecord> {
  return new Promise((resolve, reject) => {
    aggregate(
      lines.map((line) => ({ partitionKey: keyOf(line), data: line.data })),
      ({ data, partitionKey }, done) => {
        resolve(carry(lines, data, partitionKey));
        done();
      },
      () => undefined,
      reject,
    );
  });
}
