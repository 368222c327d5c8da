import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import type { Decoded } from '../log.ts';
import { brief, DECODE_OPTIONS, decodeOne } from '../testing/decode-one.ts';
import {
  cloudwatch,
  controlMessage,
  envelopeText,
  kplAggregate,
  logText,
  streamRecords,
} from '../testing/stream-records.ts';
import { createDecoder, createEachDecoder, type DecodeOptions } from './decode-records.ts';
import type { StreamRecord } from './kinesis-event.ts';

const MEBI = 1024 * 1024;

/** Decodes as Lambda would call: after a cut, again from there. */
function drain(records: readonly StreamRecord[], options: DecodeOptions): { entries: Decoded[]; calls: number } {
  const decode = createDecoder(options);
  const entries: Decoded[] = [];
  let rest = records;
  for (let calls = 1; ; calls++) {
    const batch = decode(rest);
    entries.push(...batch.entries);
    if (batch.cutAt === undefined) return { entries, calls };
    const next = rest.findIndex(({ sequenceNumber }) => sequenceNumber === batch.cutAt);
    expect(next).toBeGreaterThan(0); // never the first: no stream stands still
    rest = rest.slice(next);
  }
}

describe('any batch', () => {
  const payload = fc.oneof(
    fc.constantFrom<Buffer | string>('', '?', '[]', logText(), controlMessage(), gzipSync('x').subarray(0, 12)),
    fc.array(fc.constantFrom('?', logText('m')), { maxLength: 4 }).map((messages) => cloudwatch(messages)),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.string().map((text) => zstdCompressSync(JSON.stringify({ text }))),
  );
  const aggregated = fc.array(payload, { minLength: 1, maxLength: 4 }).map((payloads) => kplAggregate(payloads));
  const batches = fc.array(fc.oneof(payload, aggregated), { minLength: 1, maxLength: 12 }).map(streamRecords);
  const formats = fc.constantFrom<DecodeOptions['recordFormat']>('json', 'ndjson');

  it('loses no record: each has entries, or is a control message', () => {
    fc.assert(
      fc.property(batches, formats, (records, recordFormat) => {
        const decode = createDecoder({ ...DECODE_OPTIONS, recordFormat });
        for (const record of records) {
          const { entries, controlMessages } = decode([record]);
          expect(entries.length + controlMessages).toBeGreaterThan(0);
          expect(entries.map(({ entry }) => entry.ordinal)).toEqual(entries.map((_, i) => i));
          expect(new Set(entries.map(({ entry }) => entry.identity)).size).toBe(entries.length);
        }
      }),
    );
  });

  it('says the same of a record in every batch it comes in', () => {
    fc.assert(
      fc.property(batches, formats, fc.nat(12), (records, recordFormat, cut) => {
        const decode = createDecoder({ ...DECODE_OPTIONS, recordFormat });
        const whole = decode(records);
        const parts = [records.slice(0, cut), records.slice(cut)].map(decode);
        expect(parts.flatMap(({ entries }) => entries)).toEqual(whole.entries);
        expect(parts.reduce((sum, part) => sum + part.controlMessages, 0)).toBe(whole.controlMessages);
        expect(parts.reduce((sum, part) => sum + part.bytesIn, 0)).toBe(whole.bytesIn);
      }),
    );
  });

  it('ends with the same entries under any caps, cut or not', () => {
    fc.assert(
      fc.property(
        batches,
        formats,
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 900 }),
        (records, recordFormat, record, batch) => {
          const options = {
            ...DECODE_OPTIONS,
            recordFormat,
            maxDecompressedBytes: record,
            maxBatchDecompressedBytes: batch,
          };
          const alone = records.flatMap((one) => createDecoder(options)([one]).entries);
          expect(drain(records, options).entries).toEqual(alone);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** JSON that is just large enough for an entry. */
const SMALLEST = JSON.stringify({ pad: 'x'.repeat(14) });

describe('the caps', () => {
  const kilobyte = gzipSync(JSON.stringify({ pad: 'x'.repeat(990) })); // 1,000 bytes

  it('stops where the cap of the batch is reached, and says where', () => {
    const decode = createDecoder({ ...DECODE_OPTIONS, maxBatchDecompressedBytes: 2500 });
    const batch = decode(streamRecords([kilobyte, kilobyte, kilobyte, kilobyte]));
    expect(batch).toMatchObject({ cutAt: '1002', bytesIn: kilobyte.length * 2 });
    expect(batch.entries).toHaveLength(2);
  });

  it('goes on past the cap where nothing is compressed', () => {
    const decode = createDecoder({ ...DECODE_OPTIONS, maxBatchDecompressedBytes: 1000 });
    expect(decode(streamRecords([kilobyte, logText(), logText(), kilobyte]))).toMatchObject({ cutAt: '1003' });
  });

  it('takes back what it had of a record that it leaves', () => {
    const decode = createDecoder({ ...DECODE_OPTIONS, maxBatchDecompressedBytes: 2500 });
    const aggregate = kplAggregate([controlMessage(), logText(), kilobyte, kilobyte]);
    const batch = decode(streamRecords([kilobyte, aggregate]));
    expect(batch).toMatchObject({ cutAt: '1001', controlMessages: 0 });
    expect(batch.entries).toHaveLength(1);
  });

  it('rejects a record that no batch could hold, at once or as the next checkpoint', () => {
    const options = { ...DECODE_OPTIONS, maxBatchDecompressedBytes: 900 };
    expect(drain(streamRecords([kilobyte]), options)).toMatchObject({
      calls: 1,
      entries: [{ reject: { code: 'too_large_decompressed' } }],
    });
    const small = gzipSync(logText());
    expect(drain(streamRecords([small, kilobyte, small]), options).entries.map(({ status }) => status)).toEqual([
      'decoded',
      'rejected',
      'decoded',
    ]);
  });

  it('counts the output of all user records of an aggregate together', () => {
    const options = { ...DECODE_OPTIONS, maxDecompressedBytes: 2500 };
    const codes = decodeOne(kplAggregate([kilobyte, kilobyte, kilobyte, logText('a')]), options).map(brief);
    expect(codes).toEqual(['.0 id undefined', '.1 id undefined', '.2 too_large_decompressed', '.3 id a']);
  });

  it('lets no corrupt record take from the others of its aggregate', () => {
    const options = { ...DECODE_OPTIONS, maxDecompressedBytes: 1500 };
    const corrupt = kilobyte.subarray(0, -5);
    expect(decodeOne(kplAggregate([corrupt, corrupt, kilobyte]), options).map(brief)).toEqual([
      '.0 corrupt_compression',
      '.1 corrupt_compression',
      '.2 id undefined',
    ]);
  });

  it('bounds what one record may split into', () => {
    const options: Partial<DecodeOptions> = { maxBatchDecompressedBytes: MEBI, recordFormat: 'ndjson' };
    expect(decodeOne(`${SMALLEST}\n`.repeat(50_000), options)).toHaveLength(50_000);
    expect(decodeOne(`${SMALLEST}\n`.repeat(50_001), options).map(brief)).toEqual(['too_large_decompressed']);
    const decode = createDecoder({ ...DECODE_OPTIONS, ...options });
    expect(decode(streamRecords([`${SMALLEST}\n`.repeat(40_000), `${SMALLEST}\n`.repeat(40_000)]))).toMatchObject({
      cutAt: '1001',
    });
  });

  it('claims a place for each user record of an aggregate, before any is made', () => {
    const options: Partial<DecodeOptions> = { maxBatchDecompressedBytes: MEBI };
    const tooMany = kplAggregate(Array<string>(50_001).fill(''));
    expect(decodeOne(tooMany, options)).toMatchObject([
      { entry: { data: tooMany }, reject: { code: 'too_large_decompressed' } },
    ]);
    const objects = kplAggregate(Array<string>(30_000).fill(SMALLEST));
    const decode = createDecoder({ ...DECODE_OPTIONS, ...options });
    expect(decode(streamRecords([objects, objects, logText()]))).toMatchObject({ cutAt: '1001' });
  });

  it('keeps a large aggregate without JSON as one reject, which takes one place', () => {
    const options: Partial<DecodeOptions> = { maxBatchDecompressedBytes: MEBI };
    const characters = (count: number, ...more: readonly string[]) => [
      ...Array<string>(count).fill('x'.repeat(24)),
      ...more,
    ];
    expect(decodeOne(kplAggregate(characters(1000)), options)).toHaveLength(1000);
    expect(decodeOne(kplAggregate(characters(1001)), options)).toMatchObject([
      { entry: { data: kplAggregate(characters(1001)), ordinal: 0 }, reject: { code: 'not_json' } },
    ]);
    expect(decodeOne(kplAggregate(characters(1001, SMALLEST)), options)).toHaveLength(1002);
    const records = streamRecords(Array<Buffer>(40).fill(kplAggregate(characters(1500))));
    expect(createDecoder({ ...DECODE_OPTIONS, ...options })(records).entries).toHaveLength(40);
  });

  it('a record that is rejected whole leaves its places and its bytes to the records behind it', () => {
    const options: Partial<DecodeOptions> = { maxBatchDecompressedBytes: MEBI, recordFormat: 'ndjson' };
    const tooMany = `${SMALLEST}\n`.repeat(50_001);
    const noJson = gzipSync(Buffer.alloc(MEBI - 1, 1));
    const tooLarge = gzipSync(Buffer.alloc(MEBI + 1, 1));
    const records = [tooMany, tooMany, `${SMALLEST}\n`.repeat(40_000)];
    const { cutAt, entries } = createDecoder({ ...DECODE_OPTIONS, ...options })(streamRecords(records));
    expect([cutAt, entries.length]).toEqual([undefined, 40_002]);
    const json = createDecoder({ ...DECODE_OPTIONS, maxBatchDecompressedBytes: MEBI });
    const bombs = [noJson, tooLarge, noJson.subarray(0, -9), noJson, kilobyte];
    expect(json(streamRecords(bombs)).entries.map(brief)).toEqual([
      'not_json',
      'too_large_decompressed',
      'corrupt_compression',
      'not_json',
      'id undefined',
    ]);
  });

  it.each([
    ['an aggregate of objects', kplAggregate(Array<string>(1001).fill('{}'))],
    ['an aggregate of characters and a log', kplAggregate([...Array<string>(1001).fill('x'), logText()])],
    ['CloudWatch messages', cloudwatch(Array<string>(1001).fill(''))],
  ])('more than a thousand entries too small for logs are one reject: %s', (_, data) => {
    expect(decodeOne(data)).toMatchObject([
      { entry: { data, ordinal: 0 }, reject: { code: 'too_large_decompressed' } },
    ]);
    const bytes = decodeOne(data, { content: 'bytes' });
    expect(bytes.length).toBeGreaterThan(1000);
  });

  it('a control message takes no place', () => {
    const options: Partial<DecodeOptions> = { recordFormat: 'ndjson' };
    const controls = Buffer.from(`${gunzipSync(controlMessage())}\n`.repeat(60_000));
    expect(decodeOne(controls, options)).toEqual([]);
  });

  it('a compressed record splits into at most as many entries as it has bytes, and a thousand', () => {
    const lines = (count: number) => gzipSync(`${SMALLEST}\n`.repeat(count));
    const most = 1000 + lines(1030).length;
    expect(decodeOne(lines(most - 20), { recordFormat: 'ndjson' })).toHaveLength(most - 20);
    expect(decodeOne(lines(most + 20), { recordFormat: 'ndjson' })).toMatchObject([
      { entry: { data: lines(most + 20) }, reject: { code: 'too_large_decompressed' } },
    ]);
    const ids = Array.from({ length: 20_000 }, (_, n) => logText(`${n}`)).join('\n');
    expect(decodeOne(gzipSync(ids), { recordFormat: 'ndjson' })).toHaveLength(20_000);
  });

  it.each([
    ['members', `{${'"":1,'.repeat(600_000)}"a":1}`],
    ['elements', `{"a":[${'1,'.repeat(1_000_001)}1]}`],
  ])('bounds the %s of one text', (_name, text) => {
    expect(decodeOne(text).map(brief)).toEqual(['too_large_decompressed']);
  });

  it('does not count what is inside strings', () => {
    const text = `{"log_id":"a","text":"${'\\",:[{'.repeat(300_000)}"}`;
    expect(decodeOne(text).map(brief)).toEqual(['id a']);
  });

  it('bounds the brackets of one text', () => {
    expect(decodeOne('['.repeat(1_000_000)).map(brief)).toEqual(['not_json']);
    const bomb = '['.repeat(1_000_001);
    expect(decodeOne(bomb).map(brief)).toEqual(['too_large_decompressed']);
    expect(decodeOne(gzipSync(bomb)).map(({ entry }) => entry.data)).toEqual([gzipSync(bomb)]);
    expect(decodeOne(bomb, { recordFormat: 'ndjson' }).map(brief)).toEqual(['too_large_decompressed']);
    const escaped = gzipSync(envelopeText(['?', logText('a')]).replace('?', '\\u005b'.repeat(1_000_001)));
    expect(decodeOne(escaped).map(brief)).toEqual(['/0 too_large_decompressed', '/1 id a']);
  });
});

describe('the time for decoding', () => {
  /** A clock that is over after so many questions. */
  const overAfter = (questions: number) => {
    let asked = 0;
    return () => ++asked > questions;
  };
  const reject = { code: 'crashed', error: 'it took too long' } as const;
  const decode = (records: readonly (Buffer | string)[], isOver: () => boolean) => {
    const entries: Decoded[] = [];
    const decodeEach = createEachDecoder(DECODE_OPTIONS);
    return { entries, ...decodeEach(streamRecords(records), (decoded) => entries.push(decoded), { isOver, reject }) };
  };
  const small = gzipSync(logText());

  it('leaves the records that are left for the next invocation', () => {
    const batch = decode([small, small, small, small], overAfter(1));
    expect(batch).toMatchObject({ cutAt: '1002' });
    expect(batch.entries).toHaveLength(2);
  });

  it('asks now and then where nothing is compressed', () => {
    const batch = decode(Array<string>(200).fill(logText()), overAfter(0));
    expect(batch.entries).toHaveLength(64);
  });

  it('leaves an aggregate whole', () => {
    const batch = decode([small, kplAggregate([small, small, small])], overAfter(1));
    expect(batch).toMatchObject({ cutAt: '1001' });
    expect(batch.entries).toHaveLength(1);
  });

  it('rejects a record that a whole invocation is not enough for, from its raw bytes, and goes on', () => {
    const aggregate = kplAggregate([small, small, small]);
    const batch = decode([aggregate, logText('b')], overAfter(1));
    expect(batch.cutAt).toBeUndefined();
    expect(batch.entries).toMatchObject([{ entry: { data: aggregate, ordinal: 0 }, reject }, { status: 'decoded' }]);
  });
});
