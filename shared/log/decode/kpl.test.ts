import { aggregate } from 'aws-kinesis-agg';
import fc from 'fast-check';
import { kplAggregate, kplFrame, protobufField } from '../testing/stream-records.ts';
import { readAggregate } from './kpl.ts';

const MAX_RECORDS = 1000;

interface Given {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** AWS's own aggregator. */
function aggregateByAws(records: readonly Given[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    aggregate(
      records.map((record) => ({ ...record })),
      (encoded, done) => {
        resolve(encoded.data);
        done();
      },
      () => undefined,
      reject,
    );
  });
}

const given = fc.array(
  fc.record({
    // Its table is an object: keys that look like array indices would be put in another order.
    partitionKey: fc.string({ maxLength: 20 }).map((key) => `k${key}`),
    data: fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('readAggregate', () => {
  it('reads what aws-kinesis-agg wrote', async () => {
    await fc.assert(
      fc.asyncProperty(given, async (records) => {
        expect(readAggregate(await aggregateByAws(records), MAX_RECORDS)).toEqual(records);
      }),
    );
  });

  it('never throws and never believes bytes that were changed', () => {
    const aggregate = kplAggregate(['{"a":1}', 'x'.repeat(300)]);
    fc.assert(
      fc.property(fc.nat(aggregate.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = Buffer.from(aggregate);
        broken[at] = (broken[at] ?? 0) ^ change;
        expect(readAggregate(broken, MAX_RECORDS)).toBeUndefined();
      }),
    );
  });

  it('never throws, whatever stands between magic and a right MD5', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        const records = readAggregate(kplFrame(Buffer.from(body)), MAX_RECORDS);
        expect(records === undefined || records.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  const record = (index: number, text: string): Buffer =>
    protobufField(3, Buffer.concat([protobufField(1, index), protobufField(3, Buffer.from(text))]));
  const key = (text: string): Buffer => protobufField(1, Buffer.from(text));

  it.each([
    ['the table behind the records', [record(0, 'x'), key('k')]],
    ['an explicit hash key table', [key('k'), protobufField(2, Buffer.from('12')), record(0, 'x')]],
    [
      'unknown fields of every wire type',
      [
        key('k'),
        protobufField(9, 300),
        protobufField(10, Buffer.from('?')),
        Buffer.from([0x59, 1, 2, 3, 4, 5, 6, 7, 8]),
        Buffer.from([0x5d, 1, 2, 3, 4]),
        record(0, 'x'),
      ],
    ],
    [
      'a field twice: the last counts',
      [
        key('k'),
        protobufField(
          3,
          Buffer.concat([
            protobufField(1, 7),
            protobufField(1, 0),
            protobufField(3, Buffer.from('y')),
            protobufField(3, Buffer.from('x')),
          ]),
        ),
      ],
    ],
  ])('accepts %s', (_, parts) => {
    expect(readAggregate(kplFrame(Buffer.concat(parts)), MAX_RECORDS)).toEqual([
      { partitionKey: 'k', data: Buffer.from('x') },
    ]);
  });

  it('cuts a partition key that Kinesis would not take: each user record would have it again', () => {
    const long = `${'鍵'.repeat(255)}ab${'c'.repeat(100_000)}`;
    const body = Buffer.concat([key(long), ...Array<Buffer>(500).fill(record(0, 'x'))]);
    const expected = { partitionKey: long.slice(0, 256), data: Buffer.from('x') };
    expect(readAggregate(kplFrame(body), MAX_RECORDS)).toEqual(Array(500).fill(expected));
  });

  it.each([
    ['no record', [key('k')]],
    ['a key index out of the table', [key('k'), record(1, 'x')]],
    ['a record without data', [key('k'), protobufField(3, protobufField(1, 0))]],
    ['a record without key', [key('k'), protobufField(3, protobufField(3, Buffer.from('x')))]],
    ['a length past the end', [key('k'), record(0, 'x'), Buffer.from([0x1a, 0x7f])]],
    ['a varint without end', [key('k'), record(0, 'x'), Buffer.alloc(12, 0xff)]],
    ['a group', [key('k'), record(0, 'x'), Buffer.from([0x0b])]],
    ['field number 0', [key('k'), record(0, 'x'), Buffer.from([0x00, 0x01])]],
  ])('takes bytes as an ordinary record that hold %s', (_, parts) => {
    expect(readAggregate(kplFrame(Buffer.concat(parts)), MAX_RECORDS)).toBeUndefined();
  });
});
