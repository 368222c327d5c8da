import { readKinesisEvent, type StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { excerptValue } from '../../../shared/log/excerpt.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';

/** A record of an event, or why it is none. */
export type EventRecord =
  | { readonly status: 'record'; readonly record: StreamRecord; readonly isComplete: boolean }
  | { readonly status: 'bad'; readonly error: string };

/** Values used where an event has none. */
export interface EventDefaults {
  readonly streamName: string;
  readonly nowMs: number;
}

type Fields = Readonly<Record<string, unknown>>;

const REGION = 'us-east-1';
const SHARD = 'shardId-000000000000';

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
 * where the text is neither. What an event leaves out is filled in; what it says wrongly is told, record by record.
 */
export function readEventText(text: Buffer, defaults: EventDefaults): readonly EventRecord[] | undefined {
  if (!text.includes('Records')) return undefined;
  const root = parseObject(text.toString());
  const records = root === undefined ? undefined : recordsOf(root);
  return records?.map((record, index) => readRecord(record, index, defaults));
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The records of an event, or of the object that Lambda writes for a batch whose retries are exhausted (`payload`). */
function recordsOf(root: Fields): readonly unknown[] | undefined {
  const payload = typeof root['payload'] === 'string' ? parseObject(root['payload']) : undefined;
  return eventRecords(root) ?? (payload && eventRecords(payload));
}

function eventRecords({ Records: records }: Fields): readonly unknown[] | undefined {
  return Array.isArray(records) && records.some((record) => isJsonObject(record) && isJsonObject(record['kinesis']))
    ? records
    : undefined;
}

function readRecord(value: unknown, index: number, { streamName, nowMs }: EventDefaults): EventRecord {
  const at = `Records[${index}]`;
  const kinesis = isJsonObject(value) ? value['kinesis'] : undefined;
  if (!isJsonObject(value) || !isJsonObject(kinesis)) {
    return { status: 'bad', error: `${at}: expected a Kinesis record, got ${excerptValue(value)}` };
  }
  const problems = problemsOf(value, kinesis, at);
  if (problems.length > 0) return { status: 'bad', error: problems.join('; ') };
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
