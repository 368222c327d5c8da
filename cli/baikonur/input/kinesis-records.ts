import { readKinesisEvent } from '../../../shared/log/decode/kinesis-event.ts';
import { excerptValue } from '../../../shared/log/excerpt.ts';
import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { type FoundRecord, parseJsonObject, type RecordDefaults, SHARD } from './found-record.ts';

type Fields = JsonObject;

const REGION = 'us-east-1';

interface Rule {
  readonly at: string;
  readonly isGood: (value: unknown) => boolean;
  readonly expected: string;
}

const RULES: readonly (Rule & { readonly of: 'record' | 'kinesis'; readonly required?: true })[] = [
  { of: 'kinesis', at: 'data', isGood: isText, expected: 'base64', required: true },
  {
    of: 'kinesis',
    at: 'sequenceNumber',
    isGood: (value) => isText(value) && /^\d{1,60}$/.test(value),
    expected: '1 to 60 digits as text',
  },
  { of: 'kinesis', at: 'partitionKey', isGood: isText, expected: 'text' },
  {
    of: 'kinesis',
    at: 'approximateArrivalTimestamp',
    isGood: (value) => value === null || (typeof value === 'number' && Math.abs(value) <= 8.64e12),
    expected: 'epoch seconds',
  },
  {
    of: 'record',
    at: 'eventID',
    isGood: (value) => isText(value) && /^[^:]+:\d+$/.test(value),
    expected: 'shardId-…:<sequence number>',
  },
  {
    of: 'record',
    at: 'eventSourceARN',
    isGood: (value) => isText(value) && /:stream\/[^/]+/.test(value),
    expected: 'the ARN of a Kinesis stream',
  },
];

/**
 * The records of a Kinesis event of Lambda, or of the object that Lambda writes for a batch whose retries are exhausted; `undefined`
 * where the root is neither. What an event leaves out is filled in; what it says wrongly is reported, record by record.
 */
export function readKinesisRecords(root: JsonObject, defaults: RecordDefaults): readonly FoundRecord[] | undefined {
  return recordsOf(root)?.map((record, index) => readRecord(record, index, defaults));
}

/** The records of an event, or of the object that Lambda writes for a batch whose retries are exhausted (`payload`). */
function recordsOf(root: Fields): readonly unknown[] | undefined {
  const payload = typeof root['payload'] === 'string' ? parseJsonObject(root['payload']) : undefined;
  return eventRecords(root) ?? (payload && eventRecords(payload));
}

function eventRecords({ Records: records }: Fields): readonly unknown[] | undefined {
  return Array.isArray(records) && records.some((record) => isJsonObject(record) && isJsonObject(record['kinesis']))
    ? records
    : undefined;
}

function readRecord(value: unknown, index: number, { streamName, nowMs }: RecordDefaults): FoundRecord {
  const at = `Records[${index}]`;
  const kinesis = isJsonObject(value) ? value['kinesis'] : undefined;
  if (!isJsonObject(value) || !isJsonObject(kinesis)) {
    return {
      status: 'bad',
      reason: 'bad_field',
      error: `${at}: expected a Kinesis record, got ${excerptValue(value)}`,
    };
  }
  const problems = problemsOf(value, kinesis, at);
  if (problems.length > 0) return { status: 'bad', reason: 'bad_field', error: problems.join('; ') };
  const sequenceNumber = String(kinesis['sequenceNumber'] ?? index + 1);
  const event = {
    eventID: String(value['eventID'] ?? `${SHARD}:${sequenceNumber}`),
    eventSourceARN: String(value['eventSourceARN'] ?? `arn:aws:kinesis:${REGION}:000000000000:stream/${streamName}`),
    kinesis: {
      sequenceNumber,
      partitionKey: String(kinesis['partitionKey'] ?? ''),
      // Absent or null: the clock's time, as in the functions.
      approximateArrivalTimestamp: arrivalOf(kinesis),
      data: String(kinesis['data']),
    },
  };
  const [record] = readKinesisEvent({ Records: [event] }, nowMs);
  if (record === undefined) throw new RangeError('one record went in, none came out');
  const isComplete = [kinesis['sequenceNumber'], value['eventID'], value['eventSourceARN']].every(isText);
  return { status: 'record', record, isComplete };
}

function arrivalOf({ approximateArrivalTimestamp: arrival }: Fields): number | null {
  return typeof arrival === 'number' ? arrival : null;
}

function problemsOf(record: Fields, kinesis: Fields, at: string): readonly string[] {
  return RULES.flatMap(({ of, at: name, isGood, expected, required }) => {
    const value = of === 'kinesis' ? kinesis[name] : record[name];
    if (value === undefined ? required !== true : isGood(value)) return [];
    const path = of === 'kinesis' ? `${at}.kinesis.${name}` : `${at}.${name}`;
    return [
      `${path}: expected ${expected}, ${value === undefined ? 'but it is missing' : `got ${excerptValue(value)}`}`,
    ];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
