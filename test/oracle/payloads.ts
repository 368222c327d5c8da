import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/** An entry that the oracle sends. */
export interface SentEntry {
  /** Is in the entry's bytes as `#<id>#`, so that it is found wherever the bytes end up. */
  readonly id: string;
  readonly kind: 'valid' | 'filtered' | 'bad';
  readonly text: string;
}

/** The data of one Kinesis record, and the entries in it. */
export interface Payload {
  readonly data: Buffer;
  readonly entries: readonly SentEntry[];
}

const MARK = /#([a-z0-9-]+)#/g;

const TIMES = [
  '2024-06-07T03:00:00.123Z',
  '2024-06-08T23:59:59+09:00',
  '1717729200',
  '10/Oct/2000:13:55:36 -0700',
] as const;

/** Texts that can never become a log. */
const BAD_TEXTS = [
  (id: string) => `no json #${id}#`,
  (id: string) => `["#${id}#"]`,
  (id: string) => `{"log_type":"a","log_id":"#${id}#"}`,
  (id: string) => `{"log_type":"","log_id":"#${id}#","time":"2024-06-07"}`,
  (id: string) => `{"log_type":"a","log_id":"#${id}#","time":"once"}`,
] as const;

/** How a record is packed; the more frequent ones stand more than once. */
const ENCODINGS: readonly [Encoding, ...Encoding[]] = [
  'plain',
  'plain',
  'plain',
  'gzip',
  'zstd',
  'kpl',
  'kpl',
  'cloudwatch',
  'cloudwatch',
  'control',
  'broken',
];
type Encoding = 'plain' | 'gzip' | 'zstd' | 'kpl' | 'cloudwatch' | 'control' | 'broken';

/** Ids of all entries whose bytes are (part of) these. */
export function idsIn(bytes: Buffer): readonly string[] {
  return [...bytes.toString('latin1').matchAll(MARK)].flatMap(([, id]) => id ?? []);
}

/** Builds the data of one record: any encoding, one or several entries. Ids begin with `prefix`. */
export function makePayload(dice: Dice, prefix: string): Payload {
  const entries = (count: number) => Array.from({ length: count }, (_, n) => makeEntry(dice, `${prefix}-${n}`));
  const plain = (): Payload => {
    const [entry = makeEntry(dice, prefix)] = entries(1);
    return { data: Buffer.from(entry.text), entries: [entry] };
  };
  switch (dice.pick(ENCODINGS)) {
    case 'plain':
      return plain();
    case 'gzip': {
      const { data, entries: sent } = plain();
      return { data: gzipSync(data), entries: sent };
    }
    case 'zstd': {
      const { data, entries: sent } = plain();
      return { data: zstdCompressSync(data), entries: sent };
    }
    case 'kpl': {
      const sent = entries(dice.between(1, 5));
      return { data: aggregate(sent.map(({ text }) => Buffer.from(text))), entries: sent };
    }
    case 'cloudwatch': {
      const sent = entries(dice.between(1, 5));
      return { data: envelope(sent, 'DATA_MESSAGE'), entries: sent };
    }
    case 'control':
      return { data: envelope([], 'CONTROL_MESSAGE'), entries: [] };
    case 'broken': {
      const text = dice.pick([`\x1f\x8b\x08#${prefix}-0#`, `{"log_type":"a\xff","log_id":"#${prefix}-0#"}`]);
      return { data: Buffer.from(text, 'latin1'), entries: [{ id: `${prefix}-0`, kind: 'bad', text }] };
    }
  }
}

function makeEntry(dice: Dice, id: string): SentEntry {
  if (dice.chance(0.1)) return { id, kind: 'bad', text: dice.pick(BAD_TEXTS)(id) };
  if (dice.chance(0.12)) return { id, kind: 'filtered', text: logText(dice, id, 'other') };
  return { id, kind: 'valid', text: logText(dice, id, dice.pick(['app', 'access', 'app'])) };
}

function logText(dice: Dice, id: string, type: string): string {
  const time = dice.pick(TIMES);
  return `{"log_type":"${type}","log_id":"#${id}#","time":"${time}","n":12345678901234567890}`;
}

/** A KPL aggregate of payloads, under one partition key. */
function aggregate(payloads: readonly Buffer[]): Buffer {
  const records = payloads.map((data) => field(3, Buffer.concat([Buffer.from([0x08, 0x00]), field(3, data)])));
  const body = Buffer.concat([field(1, Buffer.from('inner-key')), ...records]);
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), body, createHash('md5').update(body).digest()]);
}

function field(number: number, data: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(data.length), data]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function envelope(entries: readonly SentEntry[], messageType: string): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType,
      owner: '123456789012',
      logGroup: '/ecs/app',
      logStream: 'app/1',
      subscriptionFilters: ['all'],
      logEvents: entries.map(({ id, text }) => ({ id: `event-${id}`, timestamp: 1_717_729_200_000, message: text })),
    }),
  );
}
