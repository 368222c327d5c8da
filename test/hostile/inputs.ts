import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { cloudwatch, kplAggregate, kplFrame, protobufField } from '../../shared/log/testing/stream-records.ts';
import { log, TEXTS } from './texts.ts';

/** A hostile record. */
export interface HostileInput {
  readonly name: string;
  /** The data of one Kinesis record. */
  readonly make: () => Buffer;
  /** `RECORD_FORMAT` of the function; default `json`. */
  readonly format?: 'ndjson';
  /** Records of the larger event; default 20. */
  readonly count?: number;
}

const KIBI = 1024;
const MEBI = KIBI * KIBI;
/** A long, and not quite valid, time within the limit. */
const SLOW_TIME = `2026-11-23 07:16:06 ${'1 '.repeat(110)}`;

/** All inputs: each text as it is and compressed, and records that do harm by their structure. */
export const INPUTS: readonly HostileInput[] = [
  ...Object.entries(TEXTS).flatMap(([name, make], index) => [
    { name: `${name}, plain 200 KiB`, make: () => make(200 * KIBI) },
    index % 2 === 0
      ? { name: `${name}, gzip of 6 MiB`, make: () => gzipSync(make(6 * MEBI), { level: 1 }) }
      : { name: `${name}, zstd of 9.5 MiB`, make: () => zstdCompressSync(make(9.5 * MEBI)) },
  ]),
  { name: 'bytes 0x01, zstd of 32 MiB', make: () => zstdCompressSync(Buffer.alloc(32 * MEBI, 1)) },
  { name: 'equal members, zstd of 64 MiB', make: () => zstdCompressSync(equalMembers(64 * MEBI)) },
  { name: 'gzip, 40,000 empty members', make: () => repeated(gzipSync(''), 40_000) },
  { name: 'zstd, 40,000 empty frames', make: () => repeated(zstdCompressSync(''), 40_000) },
  { name: 'zstd, 900 frames with a window of 8 MiB', make: () => repeated(wideFrame(), 900) },
  { name: 'gzip that claims 4 GiB', make: () => claiming(gzipSync(Buffer.alloc(MEBI)), 0xffffffff) },
  { name: 'gzip that claims 1,000 times its size', make: () => claiming(gzipSync(log('')), 100_000) },
  { name: 'gzip of 9 MiB, cut', make: () => gzipSync(Buffer.alloc(9 * MEBI, '{"')).subarray(0, -9) },
  { name: 'KPL, 40,000 empty records', make: () => kplAggregate(Array<string>(40_000).fill('')) },
  { name: 'KPL, 1 MiB of empty records', make: () => kplOf(Buffer.alloc(0), 170_000) },
  { name: 'KPL, 40,000 characters', make: () => kplOf(Buffer.from('x'), 40_000) },
  { name: 'KPL, 40,000 characters and a log', make: () => kplOf(Buffer.from('x'), 40_000, log('')) },
  { name: 'KPL, 63 zstd times of 1 MiB', make: () => kplAggregate(Array<Buffer>(63).fill(zstdTime())) },
  { name: 'KPL, 2,000 zstd bombs', make: () => kplOf(zstdCompressSync(Buffer.alloc(MEBI)), 2000) },
  { name: 'KPL, 3,000 slow times', make: () => kplOf(Buffer.from(log('', { time: SLOW_TIME })), 3000) },
  { name: 'KPL, 400 logs of as many types', make: () => kplAggregate(eachWithType(400)) },
  { name: 'CloudWatch, 40,000 empty messages', make: () => cloudwatch(Array<string>(40_000).fill('')) },
  { name: 'CloudWatch, 40,000 halves of characters', make: () => cloudwatch(Array<string>(40_000).fill('\ud800')) },
  { name: 'CloudWatch, 9 MiB of one message', make: () => cloudwatch(['"'.repeat(4.5 * MEBI)]) },
  { name: 'CloudWatch, 40,000 control messages', make: () => control(), format: 'ndjson' },
  { name: 'CloudWatch, 1,000 messages of a group of 6 MiB', make: longGroup },
  { name: 'KPL, 1,000 characters under a key of 180 KiB', make: longKey },
  { name: 'a log, 9 MiB of text at the path of a route', make: longLevel },
  { name: 'a log, an object at the path of a route', make: largeLevel },
  { name: '27 bytes of brotli, 5,000 records', make: () => brotliBomb(), count: 5_000 },
  { name: '300 bytes of zlib, 5,000 records', make: () => deflateSync(Buffer.alloc(250 * KIBI, 'x')), count: 5_000 },
  { name: 'ndjson, 6 MiB of blank lines', make: () => gzipSync(Buffer.alloc(6 * MEBI, '\n')), format: 'ndjson' },
  { name: 'ndjson, 100,000 characters', make: () => gzipSync('x\n'.repeat(100_000)), format: 'ndjson' },
  { name: 'ndjson, 3 million characters', make: () => gzipSync('x\n'.repeat(3_000_000)), format: 'ndjson' },
  { name: 'ndjson, 40,000 equal logs', make: () => gzipSync(`${log('')}\n`.repeat(40_000)), format: 'ndjson' },
];

function equalMembers(bytes: number): Buffer {
  return TEXTS['equal members']?.(bytes) ?? Buffer.alloc(0);
}

function zstdTime(): Buffer {
  return zstdCompressSync(TEXTS['time that begins well']?.(MEBI) ?? '');
}

/** A gzip whose trailer says that it holds so many bytes. */
function claiming(gzip: Buffer, bytes: number): Buffer {
  gzip.writeUInt32LE(bytes, gzip.length - 4);
  return gzip;
}

/** A zstd frame of one raw block with one byte, whose header asks for a window of 8 MiB. */
function wideFrame(): Buffer {
  const windowDescriptor = (23 - 10) << 3;
  const lastRawBlockOfOne = [(1 << 3) | 1, 0, 0];
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, windowDescriptor, ...lastRawBlockOfOne, 0x20]);
}

/** Each message has the names of its group again in its dead letter. */
function longGroup(): Buffer {
  return cloudwatch(Array<string>(1_000).fill('no log at all'), { logGroup: 'g'.repeat(6 * MEBI) });
}

function longKey(): Buffer {
  const record = protobufField(3, Buffer.concat([protobufField(1, 0), protobufField(3, Buffer.from('x'))]));
  return kplFrame(Buffer.concat([protobufField(1, Buffer.alloc(180 * KIBI, 'k')), repeated(record, 1_000)]));
}

/** A route of the router looks at `level`. One wide character makes two bytes of each other one. */
function longLevel(): Buffer {
  return zstdCompressSync(Buffer.from(log(`,"level":"鍵${'a'.repeat(9 * MEBI)}"`)));
}

function largeLevel(): Buffer {
  const members = Array.from({ length: 249_000 }, (_, n) => `"k${n}":1`).join();
  return zstdCompressSync(Buffer.from(log(`,"level":{${members}}`)));
}

/** A stream of brotli, which functions do not take. */
function brotliBomb(): Buffer {
  return brotliCompressSync(Buffer.alloc(300 * KIBI, '{"a":1}'));
}

/** A KPL aggregate with one key for all: as small as it gets. */
function kplOf(data: Buffer, count: number, last?: string): Buffer {
  const recordOf = (payload: Buffer): Buffer =>
    protobufField(3, Buffer.concat([protobufField(1, 0), protobufField(3, payload)]));
  const tail = last === undefined ? [] : [recordOf(Buffer.from(last))];
  return kplFrame(Buffer.concat([protobufField(1, Buffer.from('k')), repeated(recordOf(data), count), ...tail]));
}

function eachWithType(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => log('', { type: `type-${n}`, id: `${n}` }));
}

function control(): Buffer {
  const line = JSON.stringify({
    messageType: 'CONTROL_MESSAGE',
    owner: '',
    logGroup: '',
    logStream: '',
    logEvents: [],
  });
  return gzipSync(`${line}\n`.repeat(40_000));
}

function repeated(part: Buffer, times: number): Buffer {
  return Buffer.concat(Array<Buffer>(times).fill(part));
}
