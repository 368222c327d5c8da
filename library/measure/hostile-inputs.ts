import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  cloudwatch,
  controlMessage,
  envelopeText,
  kplAggregate,
  logText,
} from '../../shared/log/testing/stream-records.ts';
import type { KinesisRecordLike } from '../src/decode.ts';
import { recordOf } from '../testing/events.ts';
import type { Random } from './random.ts';

const BOMB_BYTES = 8 * 1024 * 1024;
const MAX_RANDOM_BYTES = 300;
/** One input in so many has a bomb: they take longer than all others. */
const BOMB_SHARE = 500;
/** One event in so many is not of the right form. */
const STRANGE_SHARE = 10;

const STRANGE: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  '',
  'x',
  [],
  {},
  true,
  Number.NaN,
  [[]],
  { Records: null },
];

/** Payloads as senders make them, from which others are made by mutation. */
const SEEDS: readonly Buffer[] = [
  Buffer.from(logText()),
  gzipSync(logText()),
  zstdCompressSync(logText()),
  kplAggregate([logText('a'), logText('b')]),
  kplAggregate([gzipSync(logText()), cloudwatch([logText()])]),
  cloudwatch([logText(), 'START RequestId: x']),
  Buffer.from(envelopeText([logText()])),
  controlMessage(),
  Buffer.from(`${logText()}\n${logText()}\r\n\n`),
  Buffer.from('[[[[[{"a":'.repeat(20)),
  Buffer.from('{"__proto__":{"a":1},"constructor":1,"log_id":1e999}'),
];

const TIMES: readonly string[] = [
  '2024-06-07T03:00:00.123456789Z',
  'Fri, 7 Jun 2024 12:00:00 +0900',
  'Dec 31 23:59:59',
  '10/Oct/2000:13:55:36 -0700',
  '1717729200.5e3',
  '7 June 2024 3pm GMT+0900 (JST)',
];

const BOMBS: readonly Buffer[] = [
  gzipSync(Buffer.alloc(BOMB_BYTES)),
  zstdCompressSync(Buffer.alloc(BOMB_BYTES)),
  gzipSync(Buffer.alloc(BOMB_BYTES, '[')),
  gzipSync(gzipSync(Buffer.alloc(BOMB_BYTES))),
  kplAggregate(Array<Buffer>(200).fill(gzipSync(Buffer.alloc(100_000)))),
];

/** A payload: random bytes, one of the seeds with changes, or rarely a bomb. */
export function hostilePayload(random: Random): Buffer {
  if (random.below(BOMB_SHARE) === 0) return random.pick(BOMBS);
  return random.below(4) === 0 ? random.bytes(random.below(MAX_RANDOM_BYTES)) : mutate(random.pick(SEEDS), random);
}

/** A time as senders write it, with changes. */
export function hostileTime(random: Random): string {
  return mutate(Buffer.from(random.pick(TIMES)), random).toString('latin1');
}

/** An event: mostly records with such payloads, sometimes not of the right form. */
export function hostileEvent(random: Random): unknown {
  if (random.below(STRANGE_SHARE ** 2) === 0) return random.pick(STRANGE);
  const records = Array.from({ length: 1 + random.below(3) }, (_, index) =>
    recordOf(hostilePayload(random), String(index)),
  );
  return random.below(STRANGE_SHARE) === 0
    ? { Records: records.map((record) => strange(record, random)) }
    : { Records: records };
}

/** The record with one of its fields replaced. */
function strange(record: KinesisRecordLike, random: Random): unknown {
  const value = random.pick(STRANGE);
  const field = random.pick([
    'eventID',
    'eventSourceARN',
    'kinesis',
    'data',
    'sequenceNumber',
    'partitionKey',
    'whole',
  ]);
  if (field === 'whole') return value;
  if (field in record) return { ...record, [field]: value };
  return { ...record, kinesis: { ...record.kinesis, [field]: value } };
}

function mutate(seed: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  for (let changes = random.below(4); changes > 0; changes--) bytes = changeOnce(bytes, random);
  return bytes;
}

function changeOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  switch (random.below(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(random.below(8)), bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), random.pick(SEEDS)]);
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    default: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
      return changed;
    }
  }
}
