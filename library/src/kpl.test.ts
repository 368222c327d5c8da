import { randomBytes } from 'node:crypto';
import { deaggregateSync, aggregate as otherAggregate } from 'aws-kinesis-agg';
import fc from 'fast-check';
import { kplAggregate, kplFrame } from '../../shared/log/testing/stream-records.ts';
import { recordOf } from '../testing/events.ts';
import { aggregate, deaggregate, type UserRecord } from './kpl.ts';

const records = fc.array(
  fc.record({
    partitionKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    explicitHashKey: fc.option(fc.constantFrom('0', '1', '340282366920938463463374607431768211455'), {
      nil: undefined,
    }),
    data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 40 },
);

/** The user records of what was aggregated. A record that was alone is itself one. */
function undo(
  aggregated: readonly {
    readonly partitionKey: string;
    readonly explicitHashKey?: string | undefined;
    readonly data: Buffer;
  }[],
) {
  return aggregated.flatMap(({ partitionKey, explicitHashKey, data }) => {
    const result = deaggregate(data);
    return result.status === 'aggregate' ? result.records : [{ partitionKey, explicitHashKey, data }];
  });
}

function plain({ partitionKey, explicitHashKey, data }: UserRecord) {
  return [partitionKey, explicitHashKey, Buffer.from(data).toString('hex')];
}

describe('aggregate and deaggregate', () => {
  it('give every record back, in order, and keep to the limit', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 100, max: 2000 }), (given, maxBytes) => {
        const aggregated = [...aggregate(given, { maxBytes })];
        expect(undo(aggregated).map(plain)).toEqual(given.map(plain));
        for (const { data, count } of aggregated) if (count > 1) expect(data.length).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  const given = Array.from({ length: 300 }, (_, n) => ({ partitionKey: `k-${n % 7}`, data: randomBytes(n) }));

  it('are understood by aws-kinesis-agg', () => {
    const [one] = aggregate(given, { maxBytes: 1_000_000 });
    const { kinesis } = recordOf(one?.data ?? '', '1');
    const theirs: Buffer[] = [];
    // It reads no more of the payload than these fields.
    deaggregateSync(
      { ...kinesis, partitionKey: 'k-0' } as Parameters<typeof deaggregateSync>[0],
      true,
      (_error, users) => {
        theirs.push(...(users ?? []).map(({ data }) => Buffer.from(data, 'base64')));
      },
    );
    expect(theirs).toEqual(given.map(({ data }) => data));
  });

  it('understand aws-kinesis-agg', async () => {
    const encoded: Buffer[] = [];
    await new Promise<void>((resolve, reject) => {
      const keep = ({ data }: { readonly data: Buffer }, next: () => void): void => {
        encoded.push(data);
        next();
      };
      otherAggregate(given, keep, resolve, reject);
    });
    const records = undo(encoded.map((data) => ({ partitionKey: '', data })));
    expect(records.map(plain)).toEqual(given.map(plain));
  });

  it('leave a record alone as it is, unless it looks like an aggregate', () => {
    const nested = kplAggregate(['a']);
    expect([...aggregate([{ partitionKey: 'k', data: Buffer.from('a') }])]).toEqual([
      { partitionKey: 'k', data: Buffer.from('a'), count: 1 },
    ]);
    expect(undo([...aggregate([{ partitionKey: 'k', data: nested }])])).toMatchObject([{ data: nested }]);
    expect([...aggregate([])]).toEqual([]);
  });

  it.each<[string, Uint8Array, string]>([
    ['text', Buffer.from('{}'), 'plain'],
    ['nothing', new Uint8Array(), 'plain'],
    ['the magic alone', Buffer.from('f3899ac2', 'hex'), 'plain'],
    ['no records', kplFrame(Buffer.alloc(0)), 'plain'],
    ['an aggregate', new Uint8Array(kplAggregate(['a', 'b'])), 'aggregate'],
    ['a wrong checksum', Buffer.concat([kplAggregate(['a']), Buffer.from([0])]), 'plain'],
    ['too many', kplAggregate(Array(30).fill('')), 'too_many'],
  ])('deaggregate says what %s is', (_what, data, status) => {
    expect(deaggregate(data, { maxRecords: 20 }).status).toBe(status);
  });
});

describe('aggregate', () => {
  it('takes text as UTF-8', () => {
    const [packed] = [...aggregate(['ä', 'b'].map((data) => ({ partitionKey: 'k', data })))];
    expect(undo(packed === undefined ? [] : [packed]).map(({ data }) => data.toString())).toEqual(['ä', 'b']);
    expect([...aggregate([{ partitionKey: 'k', data: 'alone' }])]).toMatchObject([{ data: Buffer.from('alone') }]);
  });

  it('makes none that deaggregate finds too large', () => {
    const many = Array.from({ length: 60_000 }, () => ({ partitionKey: 'k', data: 'x' }));
    const packed = [...aggregate(many, { maxBytes: 1_048_576 })];
    expect(packed.map(({ count, data }) => [count, deaggregate(data).status])).toEqual([
      [50_000, 'aggregate'],
      [10_000, 'aggregate'],
    ]);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses maxBytes %s', (maxBytes) => {
    expect(() => [...aggregate([], { maxBytes })]).toThrow(
      new TypeError(`maxBytes: expected a whole number above 0, got ${maxBytes}`),
    );
  });
});
