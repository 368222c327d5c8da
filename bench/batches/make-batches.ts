import { gzipSync } from 'node:zlib';
import { controlMessage, envelopeText, kplAggregate } from '../../shared/log/testing/stream-records.ts';
import { createLogWriter, type WriteLog } from './log-text.ts';
import { createRandom, type Random } from './random.ts';

/** The fields of a Lambda event for a Kinesis stream that the floor and the services read. */
export interface BatchEvent {
  readonly Records: readonly BatchRecord[];
}

interface BatchRecord {
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    readonly partitionKey: string;
    readonly approximateArrivalTimestamp: number;
    readonly data: string;
  };
}

/** The standard batches, in the order of the table. */
export const BATCH_NAMES = ['plain', 'plain-small', 'cwl', 'kpl', 'mixed', 'mixed-soft'] as const;

export type BatchName = (typeof BATCH_NAMES)[number];

interface Tools {
  readonly random: Random;
  readonly writeLog: WriteLog;
}
type MakePayload = (tools: Tools) => Buffer;

const SEED = 20_240_607;
const ARRIVAL_S = Date.UTC(2024, 5, 7, 3, 1) / 1000;
const ARN = 'arn:aws:kinesis:ap-northeast-1:123456789012:stream/logs';

/** Bad payloads on which a reader without checks does not throw. */
const SOFT: readonly [MakePayload, ...MakePayload[]] = [
  () => Buffer.from('03:00:00 WARN no JSON at all, just a line of text'),
  (tools) => plain(900)(tools).subarray(0, 400),
  (tools) => Buffer.from(`[${tools.writeLog({ bytes: 400 })}]`),
  () => Buffer.from('42'),
  lacking('log_type'),
  lacking('time'),
  lacking('log_id'),
  () => controlMessage(),
];

/** Bad payloads on which a reader without checks throws. */
const POISON: readonly [MakePayload, ...MakePayload[]] = [
  ({ random }) => Buffer.from(`1f8b${random.hex(200)}`, 'hex'),
  (tools) => cloudwatch(5)(tools).subarray(0, -40),
  (tools) => spoilt(plain(900)(tools), 450),
  () => Buffer.alloc(0),
  (tools) => {
    const aggregate = kpl(3)(tools);
    return spoilt(aggregate, aggregate.length - 1); // the MD5 does not match
  },
];

/**
 * A standard batch as the event with which Lambda hands it over; always the same.
 * @param scale how many times the records.
 */
export function makeBatch(name: BatchName, scale = 1): BatchEvent {
  const random = createRandom(SEED + BATCH_NAMES.indexOf(name));
  const payloads = payloadsOf(name, scale)({ random, writeLog: createLogWriter(random) });
  return {
    Records: payloads.map((data, index) => ({
      eventID: `shardId-000000000006:${sequenceNumberOf(index)}`,
      eventSourceARN: ARN,
      kinesis: {
        sequenceNumber: sequenceNumberOf(index),
        partitionKey: random.uuid(),
        approximateArrivalTimestamp: ARRIVAL_S,
        data: data.toString('base64'),
      },
    })),
  };
}

function payloadsOf(name: BatchName, scale: number): (tools: Tools) => readonly Buffer[] {
  const count = (records: number): number => Math.max(1, Math.round(records * scale));
  switch (name) {
    case 'plain':
      return alike(count(1000), plain(1000));
    case 'plain-small':
      return alike(count(5000), plain(250));
    case 'cwl':
      return alike(count(100), cloudwatch(50));
    case 'kpl':
      return alike(count(100), kpl(40));
    case 'mixed':
      return mixed(scale, true);
    case 'mixed-soft':
      return mixed(scale, false);
  }
}

function alike(count: number, make: MakePayload) {
  return (tools: Tools) => times(count, () => make(tools));
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function plain(bytes: number): MakePayload {
  return ({ writeLog }) => Buffer.from(writeLog({ bytes }));
}

function cloudwatch(events: number): MakePayload {
  return ({ writeLog }) => gzipSync(envelopeText(times(events, () => writeLog({ bytes: 500 }))));
}

function kpl(records: number): MakePayload {
  return ({ writeLog }) => kplAggregate(times(records, () => writeLog({ bytes: 600 })));
}

/** 400 plain, 50 × 20 CloudWatch Logs, 50 × 20 KPL, and two percent of bad payloads, in any order. */
function mixed(scale: number, withPoison: boolean) {
  return (tools: Tools) => {
    const bad = times(Math.round(49 * scale), (i) => {
      const list = i % 4 === 3 ? POISON : SOFT;
      return i % 4 === 3 && !withPoison ? undefined : (list[i % list.length] ?? list[0]);
    });
    const makers = [
      ...times(Math.round(400 * scale), () => plain(1000)),
      ...times(Math.round(50 * scale), () => cloudwatch(20)),
      ...times(Math.round(50 * scale), () => kpl(20)),
      ...bad.filter((make) => make !== undefined),
    ];
    return shuffled(makers, tools.random).map((make) => make(tools));
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random.roll() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function sequenceNumberOf(index: number): string {
  return String(49_600_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000n + BigInt(index));
}

function lacking(field: string): MakePayload {
  return ({ writeLog }) => Buffer.from(writeLog({ bytes: 900, without: [field] }));
}

function spoilt(payload: Buffer, at: number): Buffer {
  const copy = Buffer.from(payload);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
