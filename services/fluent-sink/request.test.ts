import { gunzipSync } from 'node:zlib';
import { decode, decodeMulti } from '@msgpack/msgpack';
import fc from 'fast-check';
import type { Log } from '../../shared/log/log.ts';
import { testEntry } from '../../shared/pipeline/testing/results.ts';
import { type Chunk, type ChunkSettings, chunkLogs, frameChunk } from './request.ts';

const settings: ChunkSettings = {
  label: 'test',
  record: 'message',
  time: 'event',
  maxChunkBytes: 1_000,
  maxChunkEntries: 10,
};

function log(n: number, logType = 'app', padding = 0, timeNs = 1_700_000_000_123_456_789n): Log {
  return {
    ...testEntry(n, { data: Buffer.from(`{"n":${n},"é":"${'x'.repeat(padding)}"}`) }),
    logType,
    logId: `id-${n}`,
    timeNs,
  };
}

function messagesOf(chunk: Chunk): readonly unknown[] {
  return [...decodeMulti(chunk.entries)].map((entry) => (entry as [unknown, { message: unknown }])[1].message);
}

describe('chunkLogs', () => {
  it('packs an entry as EventTime and message, byte for byte', () => {
    const { chunks } = chunkLogs([log(1)], settings);
    const text = '{"n":1,"é":""}';
    expect(chunks[0]?.entries.toString('latin1')).toBe(
      `\x92\xd7\x00\x65\x53\xf1\x00\x07\x5b\xcd\x15\x81\xa7message\xaf${Buffer.from(text).toString('latin1')}`,
    );
  });

  it.each([31, 32, 255, 256, 65_535, 65_536])('keeps texts of %d bytes whole', (length) => {
    const data = Buffer.alloc(length, 'a');
    const { chunks } = chunkLogs([{ ...log(1), data }], settings);
    expect(messagesOf(chunks[0] as Chunk)).toEqual([data.toString()]);
  });

  it.each([
    ['record json', { record: 'json' }, [{ n: 1, é: '' }]],
    ['record message', { record: 'message' }, [{ message: '{"n":1,"é":""}' }]],
  ] as const)('%s', (_name, more, records) => {
    const { chunks } = chunkLogs([log(1)], { ...settings, ...more });
    expect([...decodeMulti(chunks[0]?.entries ?? [])].map((entry) => (entry as unknown[])[1])).toEqual(records);
  });

  it('tells integer seconds where asked, and after 2106', () => {
    const timeOf = (timeNs: bigint, time: 'event' | 'integer') => {
      const { chunks } = chunkLogs([log(1, 'app', 0, timeNs)], { ...settings, time });
      return (decode(chunks[0]?.entries ?? []) as unknown[])[0];
    };
    expect(timeOf(1_700_000_000_999_999_999n, 'integer')).toBe(1_700_000_000);
    expect(timeOf(4_294_967_296_000_000_000n, 'event')).toBe(4_294_967_296);
  });

  it.each([
    [
      'a time before 1970',
      {},
      log(2, 'app', 0, -1n),
      { code: 'bad_time', error: 'time: -1 ns is before 1970, which Fluent Forward cannot express' },
    ],
    [
      'an entry past the limit',
      { maxEntryBytes: 100 },
      log(2, 'app', 100),
      { code: 'oversize', error: '137 bytes are more than FLUENT_ENTRY_MAX_BYTES=100' },
    ],
  ] as const)('rejects %s and packs its neighbours', (_name, more, bad, reject) => {
    const { chunks, rejects } = chunkLogs([log(1), bad, log(3)], { ...settings, ...more });
    expect([...rejects]).toEqual([[1, reject]]);
    expect(chunks.map(({ members }) => members)).toEqual([[0, 2]]);
    expect(messagesOf(chunks[0] as Chunk)).toEqual(['{"n":1,"é":""}', '{"n":3,"é":""}']);
  });

  it('gives the same chunk the same id, another slice another', () => {
    const ids = (logs: readonly Log[]) => chunkLogs(logs, settings).chunks.map(({ id }) => id);
    expect(ids([log(1), log(2)])).toEqual(ids([log(1), log(2)]));
    expect(new Set([...ids([log(1), log(2)]), ...ids([log(1)]), ...ids([log(1, 'web')])]).size).toBe(3);
    expect(Buffer.from(ids([log(1)])[0] ?? '', 'base64')).toHaveLength(16);
    // Slices of the same length with the same ends: only what is between tells them apart.
    expect(ids([log(1), log(2), log(4)])).not.toEqual(ids([log(1), log(3), log(4)]));
  });

  it('fills a chunk to the last byte, and no further', () => {
    const logs = [log(1), log(2)];
    const bytes = chunkLogs(logs, settings).chunks[0]?.entries.length ?? 0;
    const chunksAt = (maxChunkBytes: number) => chunkLogs(logs, { ...settings, maxChunkBytes }).chunks.length;
    expect([chunksAt(bytes), chunksAt(bytes - 1)]).toEqual([1, 2]);
  });

  it('cuts per tag, in order, by bytes and count, and forgets no log', () => {
    const anyLog = fc.record({
      logType: fc.constantFrom('app', 'web', 'a b'),
      padding: fc.integer({ min: 0, max: 400 }),
      timeNs: fc.bigInt({ min: -1n, max: 10n ** 19n }),
    });
    const limits = {
      maxChunkBytes: fc.integer({ min: 1, max: 2_000 }),
      maxChunkEntries: fc.integer({ min: 1, max: 9 }),
    };
    fc.assert(
      fc.property(fc.array(anyLog, { maxLength: 60 }), fc.record(limits), (shapes, limit) => {
        const logs = shapes.map(({ logType, padding, timeNs }, n) => log(n, logType, padding, timeNs));
        const { chunks, rejects } = chunkLogs(logs, { ...settings, ...limit });
        for (const chunk of chunks) {
          expect(chunk.members.length).toBeLessThanOrEqual(limit.maxChunkEntries);
          expect(chunk.entries.length <= limit.maxChunkBytes || chunk.members.length === 1).toBe(true);
          expect(messagesOf(chunk)).toEqual(chunk.members.map((member) => logs[member]?.data.toString()));
          expect(new Set(chunk.members.map((member) => logs[member]?.logType)).size).toBe(1);
          expect([...chunk.members]).toEqual(chunk.members.toSorted((one, other) => one - other));
        }
        const seen = [...chunks.flatMap(({ members }) => members), ...rejects.keys()];
        expect(seen.toSorted((one, other) => one - other)).toEqual(logs.map((_, position) => position));
      }),
    );
  });
});

describe('frameChunk', () => {
  const [chunk] = chunkLogs([log(1), log(2)], settings).chunks as [Chunk];
  const framed = (requireAck: boolean, gzipLevel: number | undefined) =>
    decode(Buffer.concat(frameChunk(chunk, { requireAck, gzipLevel }))) as [string, Uint8Array, unknown];

  it('has room for the longest tag', () => {
    const label = 'l'.repeat(128);
    const [long] = chunkLogs([log(1, 't'.repeat(200))], { ...settings, label }).chunks as [Chunk];
    const [tag, entries] = decode(Buffer.concat(frameChunk(long, { requireAck: true, gzipLevel: undefined }))) as [
      string,
      Uint8Array,
    ];
    expect(tag).toMatch(/^t{128}-[0-9a-f]{8}\.l{128}$/);
    expect(Buffer.from(entries).equals(long.entries)).toBe(true);
  });

  it.each([
    [true, undefined, { size: 2, chunk: chunk.id }],
    [false, undefined, { size: 2 }],
    [true, 6, { size: 2, chunk: chunk.id, compressed: 'gzip' }],
    [false, 1, { size: 2, compressed: 'gzip' }],
  ])('ack %s, gzip %s', (requireAck, gzipLevel, options) => {
    const [tag, entries, actual] = framed(requireAck, gzipLevel);
    expect([tag, actual]).toEqual(['app.test', options]);
    expect(Buffer.from(gzipLevel ? gunzipSync(entries) : entries).equals(chunk.entries)).toBe(true);
  });
});
