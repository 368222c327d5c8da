import { createHash } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';
import { encode } from '@msgpack/msgpack';
import type { Log } from '../../shared/log/log.ts';
import type { Reject } from '../../shared/log/reject.ts';
import { type FluentTimeFormat, type WireTime, wireTime } from './event-time.ts';
import {
  type ByteWriter,
  createByteWriter,
  ensureRoom,
  writeSafeInteger,
  writeString,
  writeStringBytes,
} from './forward/byte-writer.ts';
import { writeJsonRecord } from './json-record.ts';
import { fluentTag } from './tag.ts';

/** How logs are written as Forward messages. */
export interface ChunkSettings {
  /** `LOG_FLUENT_TAG`: the end of every tag. */
  readonly label: string;
  /** `message`: `{"message": "<the JSON text>"}`; `json`: the log itself as a map. */
  readonly record: 'message' | 'json';
  readonly time: FluentTimeFormat;
  /** Bytes of packed entries in a chunk, before compression; a larger entry is alone in its chunk. */
  readonly maxChunkBytes: number;
  readonly maxChunkEntries: number;
  /** A larger packed entry is rejected as `oversize`, for receivers with a limit; absent: no limit. */
  readonly maxEntryBytes?: number;
}

/** Entries of one tag that are sent, and acknowledged, together. */
export interface Chunk {
  readonly tag: string;
  /** 128 bits in Base64, calculated from the chunk's content: the same chunk sent again has the same id. */
  readonly id: string;
  /** Indexes in the list of logs that was cut. */
  readonly members: readonly number[];
  /** The packed entries: `[time, record]` one after the other. */
  readonly entries: Buffer;
}

/** The logs of a batch as chunks. `rejects`, by index, are logs that the protocol or the receiver cannot take. */
export interface ChunkedLogs {
  readonly chunks: readonly Chunk[];
  readonly rejects: ReadonlyMap<number, Reject>;
}

interface Slice {
  readonly start: number;
  end: number;
  readonly members: number[];
}

const MESSAGE_KEY = Buffer.from('message');

/** Options of a chunk's message. */
export interface FrameSettings {
  readonly requireAck: boolean;
  /** Level 1–9; `undefined`: PackedForward, not CompressedPackedForward. */
  readonly gzipLevel: number | undefined;
}

/** Cuts logs into chunks, per tag, in the order given, within the limits on bytes and count. */
export function chunkLogs(logs: readonly Log[], settings: ChunkSettings): ChunkedLogs {
  const writer = createByteWriter(logs.reduce((sum, log) => sum + log.data.length + 32, 0));
  const rejects = new Map<number, Reject>();
  const cuts: { readonly tag: string; readonly slice: Slice }[] = [];
  for (const [logType, indexes] of groupByType(logs)) {
    const tag = fluentTag(logType, settings.label);
    let slice: Slice = { start: writer.length, end: writer.length, members: [] };
    for (const index of indexes) {
      const start = writer.length;
      const reject = writeEntry(writer, logs[index] as Log, settings); // the index comes from the list itself
      if (reject) {
        rejects.set(index, reject);
        writer.length = start;
      } else {
        if (isFull(slice, writer.length, settings)) {
          cuts.push({ tag, slice });
          slice = { start, end: start, members: [] };
        }
        slice.members.push(index);
        slice.end = writer.length;
      }
    }
    if (slice.members.length > 0) cuts.push({ tag, slice });
  }
  const chunks = cuts.map(({ tag, slice: { start, end, members } }) => {
    const entries = writer.bytes.subarray(start, end); // only now: the buffer may have been replaced while it grew
    return { tag, id: chunkId(tag, { members, entries }, logs), members, entries };
  });
  return { chunks, rejects };
}

function groupByType(logs: readonly Log[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  logs.forEach((log, index) => {
    const group = groups.get(log.logType);
    if (group) group.push(index);
    else groups.set(log.logType, [index]);
  });
  return groups;
}

function writeEntry(writer: ByteWriter, log: Log, settings: ChunkSettings): Reject | undefined {
  const time = wireTime(log.timeNs, settings.time);
  if (time.status === 'unrepresentable') return { code: 'bad_time', error: time.error };
  const start = writer.length;
  ensureRoom(writer, 32);
  writer.bytes[writer.length++] = 0x92; // [time, record]
  writeTime(writer, time);
  if (settings.record === 'json') writeJsonRecord(writer, log.data);
  else {
    writer.bytes[writer.length++] = 0x81; // {"message": text}
    writeStringBytes(writer, MESSAGE_KEY, 0, MESSAGE_KEY.length);
    writeStringBytes(writer, log.data, 0, log.data.length);
  }
  const { maxEntryBytes = Number.POSITIVE_INFINITY } = settings;
  if (writer.length - start <= maxEntryBytes) return undefined;
  return {
    code: 'oversize',
    error: `${writer.length - start} bytes are more than FLUENT_ENTRY_MAX_BYTES=${maxEntryBytes}`,
  };
}

function writeTime(writer: ByteWriter, time: Exclude<WireTime, { status: 'unrepresentable' }>): void {
  if (time.status === 'integer') {
    writeSafeInteger(writer, time.seconds);
    return;
  }
  ensureRoom(writer, 10);
  writer.bytes[writer.length++] = 0xd7; // fixext 8
  writer.bytes[writer.length++] = 0x00; // EventTime
  writer.length = writer.bytes.writeUInt32BE(time.seconds, writer.length);
  writer.length = writer.bytes.writeUInt32BE(time.nanos, writer.length);
}

function isFull(slice: Slice, end: number, settings: ChunkSettings): boolean {
  return (
    slice.members.length > 0 &&
    (end - slice.start > settings.maxChunkBytes || slice.members.length >= settings.maxChunkEntries)
  );
}

/**
 * The id differs from that of every other chunk being sent, and of another slice of the same logs: chunks of a batch
 * begin with different logs, and slices that begin with the same log have different ends. The checksum covers the rest.
 */
function chunkId(tag: string, { members, entries }: Pick<Chunk, 'members' | 'entries'>, logs: readonly Log[]): string {
  const ends = [members[0], members.at(-1)].map((member) => logs[member ?? -1]?.identity);
  const text = [tag, ...ends, members.length, entries.length, crc32(entries)].join('\n');
  return createHash('sha256').update(text).digest().toString('base64', 0, 16);
}

/**
 * A chunk as a PackedForward (or CompressedPackedForward) message: `[tag, entries as bin, options]`.
 *
 * @returns parts to write one after the other.
 * @see https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1#packedforward-mode
 */
export function frameChunk(chunk: Chunk, { requireAck, gzipLevel }: FrameSettings): readonly Buffer[] {
  const entries = gzipLevel === undefined ? chunk.entries : gzipSync(chunk.entries, { level: gzipLevel });
  const head = createByteWriter(chunk.tag.length + 16);
  head.bytes[head.length++] = 0x93;
  writeString(head, chunk.tag);
  head.bytes[head.length++] = 0xc6; // bin 32
  head.length = head.bytes.writeUInt32BE(entries.length, head.length);
  const options = {
    size: chunk.members.length,
    ...(requireAck ? { chunk: chunk.id } : {}),
    ...(gzipLevel === undefined ? {} : { compressed: 'gzip' }),
  };
  return [head.bytes.subarray(0, head.length), entries, Buffer.from(encode(options))];
}
