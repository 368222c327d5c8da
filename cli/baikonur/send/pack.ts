import { isUtf8 } from 'node:buffer';
import { dataMessage } from '../../../local/event-source/cloudwatch/envelope.ts';
import { chunkRecords } from '../../../shared/delivery/chunk-records.ts';
import { createAggregateBuilder } from '../../../shared/delivery/kpl/aggregate-builder.ts';
import { hashKeyOf } from '../../../shared/delivery/kpl/pack-records.ts';
import { createFieldReader } from '../../../shared/log/decode/fields.ts';
import type { SchemaSettings } from '../../../shared/settings/schema-settings.ts';
import type { Form } from './forms.ts';
import type { SendRecord } from './send-record.ts';
import type { Sendable } from './sendable.ts';

/** Makes records of lines, in order; a line may be any record of the input. */
export type Pack = (lines: readonly Sendable[]) => Promise<readonly SendRecord[]>;

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
const NO_DATA = Buffer.alloc(0);
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
      return async (lines) =>
        textRuns(lines).flatMap((run) =>
          isUtf8(run[0]?.data ?? NO_DATA)
            ? groupLines(run, maxLines, MAX_ENVELOPE_BYTES).map((group) => envelopeOf(group, now()))
            : run.map((line) => carry([line], line.data, keyOf(line))),
        );
    case 'kpl':
      return async (lines) =>
        groupLines(lines, maxLines, MAX_AGGREGATE_BYTES).map((group) => aggregateOf(group, keyOf));
  }
}

/** The key that the input names; else the log id where there is one, else the line's number: one log, one shard; many logs, all shards. */
function createKey(fields: PackOptions['fields']): (line: Sendable) => string {
  const readFields = createFieldReader(fields);
  return ({ data, number, partitionKey }) => {
    if (partitionKey !== undefined) return partitionKey.slice(0, MAX_KEY_CHARS).toWellFormed();
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

function carry(lines: readonly Sendable[], data: Buffer, partitionKey: string): SendRecord {
  return {
    data,
    partitionKey,
    lines: lines.length,
    firstLine: lines[0]?.number ?? 0,
  };
}

/** Runs of lines that are text, which a message can hold, and of lines that are not, which go as they are. */
function textRuns(lines: readonly Sendable[]): readonly (readonly Sendable[])[] {
  const runs: Sendable[][] = [];
  let wasText: boolean | undefined;
  for (const line of lines) {
    const isText = isUtf8(line.data);
    if (isText === wasText) runs.at(-1)?.push(line);
    else runs.push([line]);
    wasText = isText;
  }
  return runs;
}

/** Cuts lines into groups by count and bytes, in order; a line that is larger is a group alone. */
function groupLines(lines: readonly Sendable[], maxLines: number, maxBytes: number): readonly (readonly Sendable[])[] {
  const sizes = lines.map(({ data }) => data.length);
  const ends = chunkRecords(sizes, { maxRecords: maxLines, maxCallBytes: maxBytes });
  return ends.map((end, index) => lines.slice(ends[index - 1] ?? 0, end));
}

function envelopeOf(lines: readonly Sendable[], nowMs: number): SendRecord {
  const events = lines.map(({ data, number }) => ({
    id: String(number).padStart(56, '0'),
    timestamp: nowMs,
    message: data.toString(),
  }));
  return carry(lines, dataMessage(ORIGIN, events), `${ORIGIN.logStream}-${lines[0]?.number ?? 0}`);
}

/** An aggregate goes to the shard of its first record; all of its records have that hash key, as in {@link packRecords}. */
function aggregateOf(lines: readonly Sendable[], keyOf: (line: Sendable) => string): SendRecord {
  const builder = createAggregateBuilder();
  const keys = lines.map(keyOf);
  const [firstKey = ''] = keys;
  const explicitHashKey = hashKeyOf(firstKey);
  lines.forEach(({ data }, index) => {
    builder.add({ partitionKey: keys[index] ?? '', data, explicitHashKey }, Number.POSITIVE_INFINITY);
  });
  return carry(lines, builder.encode(), firstKey);
}
