import { gzipSync, zstdCompressSync } from 'node:zlib';
import { kplAggregate } from '../../shared/log/testing/stream-records.ts';

const MEBI = 1024 * 1024;
const TIME = '"time":"2026-11-23T07:16:06Z"';

function withField(field: 'type' | 'id' | 'time', json: string): string {
  const fields = { type: '"app"', id: '"a"', time: '"2026-11-23T07:16:06Z"', [field]: json };
  return logOf(fields.type, fields.id, fields.time);
}

/** A log of the type, id and time given as JSON. */
function logOf(type: string, id: string, time: string, more = ''): string {
  return `{"log_type":${type},"log_id":${id},"time":${time}${more}}`;
}

/** Texts of a size that do harm in one encoding or another. */
const TEXTS: Readonly<Record<string, (bytes: number) => Buffer>> = {
  'bytes 0x01': (bytes) => Buffer.alloc(bytes, 1),
  'bytes 0xff': (bytes) => Buffer.alloc(bytes, 0xff),
  brackets: (bytes) => Buffer.alloc(bytes, '['),
  'equal members': (bytes) => Buffer.from(`{${'"":1,'.repeat(bytes / 5)}"log_id":1.5,"time":1.5}`),
  'other members': (bytes) => Buffer.from(`{${membersOf(bytes)}"log_type":"app"}`),
  elements: (bytes) => Buffer.from(`{"log_type":[${'1,'.repeat(bytes / 2)}1]}`),
  'type of slashes': (bytes) => Buffer.from(withField('type', `"${'/'.repeat(bytes)}"`)),
  'type of dots': (bytes) => Buffer.from(withField('type', `"${'.'.repeat(bytes)}"`)),
  'long id': (bytes) => Buffer.from(withField('id', `"${'é'.repeat(bytes / 2)}"`)),
  'id of digits': (bytes) => Buffer.from(withField('id', '7'.repeat(bytes))),
  'time that begins well': (bytes) => Buffer.from(withField('time', `"2026-11-23 07:16:06 ${'1 '.repeat(bytes / 2)}"`)),
  'time of digits': (bytes) => Buffer.from(withField('time', `1795418166.${'0'.repeat(bytes)}`)),
  'quotes in a log': (bytes) => Buffer.from(`{${TIME},"log_type":"app","text":"${'\\"'.repeat(bytes / 2)}"}`),
};

function membersOf(bytes: number): string {
  return Array.from({ length: Math.floor(bytes / 12) }, (_, n) => `"k${n}":1,`).join('');
}

/** Inputs by name: the data of one Kinesis record. */
export const INPUTS: Readonly<Record<string, () => Buffer>> = Object.fromEntries([
  ...Object.entries(TEXTS).flatMap(([name, make]) => [
    [`${name}, plain 200 KiB`, () => make(MEBI / 5)] as const,
    [`${name}, gzip of 9 MiB`, () => gzipSync(make(9 * MEBI), { level: 1 })] as const,
    [`${name}, zstd of 9 MiB`, () => zstdCompressSync(make(9 * MEBI))] as const,
  ]),
  ['bytes 0x01, zstd of 32 MiB', () => zstdCompressSync(Buffer.alloc(32 * MEBI, 1))],
  ['equal members, zstd of 64 MiB', () => zstdCompressSync(TEXTS['equal members']?.(64 * MEBI) ?? '')],
  ['KPL, empty records', () => kplAggregate(Array<string>(40_000).fill(''))],
  ['KPL, 63 zstd times of 1 MiB', () => kplAggregate(Array<Buffer>(63).fill(zstdTime(MEBI)))],
]);

function zstdTime(bytes: number): Buffer {
  return zstdCompressSync(TEXTS['time that begins well']?.(bytes) ?? '');
}
