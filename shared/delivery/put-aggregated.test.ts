import fc from 'fast-check';
import { PortError, type PutRecords, type PutResult } from '../pipeline/ports.ts';
import { putToTarget } from './put-to-target.ts';
import { type Aggregation, createKinesisTarget } from './record-target.ts';
import { makeContext, makeLog } from './testing/make-log.ts';
import { textsOf } from './testing/simulated-streams.ts';

type Outcomes = Awaited<ReturnType<typeof putToTarget>>;

const OK: PutResult = { status: 'ok' };
const KIB = 1024;

/** A stream that answers record by record or throws for a whole call. */
function simulate(answer: (texts: readonly string[]) => PutResult | PortError) {
  const calls: (readonly (readonly string[])[])[] = [];
  const taken: string[] = [];
  const put: PutRecords = async ({ records }) => {
    const contents = records.map(({ data }) => textsOf(data));
    calls.push(contents);
    const answers = contents.map(answer);
    const error = answers.find((one) => one instanceof PortError);
    if (error !== undefined) throw error;
    taken.push(...contents.filter((_, index) => answers[index] === OK).flat());
    return answers as PutResult[]; // no error is among them
  };
  return { put, calls, taken };
}

function target(put: PutRecords, aggregation: Partial<Aggregation> = {}, maxRecordSizeKiB = 1024) {
  return createKinesisTarget({
    name: 'out',
    put,
    maxRecordSizeKiB,
    partitionKey: ({ partitionKey }) => partitionKey,
    aggregation: { maxBytes: 250 * KIB, shards: 1, ...aggregation },
  });
}

function logs(...texts: readonly string[]) {
  return texts.map((data, index) => makeLog({ sequence: index, data }));
}

function summary(outcomes: Outcomes) {
  return outcomes.map((outcome) =>
    outcome.status === 'retryable' ? outcome.scope : outcome.status === 'rejected' ? outcome.code : outcome.status,
  );
}

function failed(code: string): PutResult {
  return { status: 'failed', code, message: 'said so' };
}

function refusal() {
  return new PortError('400 InvalidArgumentException', { code: 'InvalidArgumentException', httpStatus: 400 });
}

describe('putToTarget with aggregation', () => {
  it('sends all logs in one record, the original bytes, and counts the bytes of the aggregate', async () => {
    const { put, calls } = simulate(() => OK);
    const context = makeContext();
    const texts = ['{\n"n": 1.0}', '{"n":12345678901234567890}', '{"ä":"語"}'];
    expect(summary(await putToTarget(target(put), logs(...texts), context))).toEqual(Array(3).fill('delivered'));
    expect(calls).toEqual([[texts]]);
    expect(context.bytesOut()).toBeGreaterThan(Buffer.byteLength(texts.join('')));
  });

  it.each([1024, 10_240])('keeps to the limit of a record of %i KiB', async (maxRecordSizeKiB) => {
    const sizes: number[] = [];
    const put: PutRecords = async ({ records }) => {
      sizes.push(...records.map(({ data, partitionKey = '' }) => data.length + Buffer.byteLength(partitionKey)));
      return records.map(() => OK);
    };
    const many = Array.from({ length: 40 }, (_, n) => makeLog({ data: Buffer.alloc(300 * KIB), sequence: n }));
    const output = target(put, { maxBytes: 20_480 * KIB }, maxRecordSizeKiB);
    expect(new Set(summary(await putToTarget(output, many, makeContext())))).toEqual(new Set(['delivered']));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(maxRecordSizeKiB * KIB);
    expect(sizes).toHaveLength(maxRecordSizeKiB === 1024 ? 14 : 2);
  });

  it('sends a log alone that is larger than an aggregate, and none that no record can hold', async () => {
    const { put, calls } = simulate(() => OK);
    const given = [100, 300 * KIB, 1100 * KIB, 100].map((size, n) => makeLog({ data: 'x'.repeat(size), sequence: n }));
    const outcomes = await putToTarget(target(put), given, makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'delivered', 'oversize', 'delivered']);
    expect(calls.flat().map((texts) => texts.length)).toEqual([1, 1, 1]);
  });

  it.each(['ProvisionedThroughputExceededException', 'ServiceUnavailableException'])(
    'tries all logs of an aggregate again after %s, and sends them no other way',
    async (code) => {
      const { put, calls } = simulate(() => failed(code));
      expect(summary(await putToTarget(target(put), logs('a', 'b'), makeContext()))).toEqual(
        Array(2).fill('destination'),
      );
      expect(calls).toHaveLength(1);
    },
  );

  it('finds the log whose aggregate is refused each time', async () => {
    const { put, taken } = simulate((texts) => (texts.includes('bad') ? failed('InternalFailure') : OK));
    const outcomes = await putToTarget(target(put), logs('a', 'bad', 'c'), makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'entry', 'delivered']);
    expect(taken).toEqual(['a', 'c']);
  });

  it('rejects only the log for which its aggregate is refused', async () => {
    const { put } = simulate((texts) => (texts.includes('bad') ? refusal() : OK));
    const outcomes = await putToTarget(target(put), logs('a', 'bad', 'c'), makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'rejected_by_destination', 'delivered']);
  });

  it('rejects nothing when time ends before the logs of a refused aggregate are sent alone', async () => {
    const aborter = new AbortController();
    const { put } = simulate((texts) => {
      if (texts.length === 1) return OK;
      aborter.abort();
      return failed('InternalFailure');
    });
    const outcomes = await putToTarget(target(put), logs('a', 'b'), makeContext(aborter.signal));
    expect(outcomes).toEqual(
      Array(2).fill({ status: 'retryable', scope: 'unclear', error: 'out: InternalFailure: said so' }),
    );
  });

  it('says delivered of exactly what the stream took, whatever it answers', async () => {
    const behaviours = fc.array(fc.constantFrom('ok', 'throttle', 'fail', 'poison'), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(behaviours, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (kinds, shards, isSmall) => {
        const { put, taken } = simulate((texts) => {
          const met = texts.map((text) => text.split('-')[0]);
          if (met.includes('poison')) return refusal();
          if (met.includes('throttle')) return failed('ProvisionedThroughputExceededException');
          return met.includes('fail') ? failed('InternalFailure') : OK;
        });
        const texts = kinds.map((kind, n) => `${kind}-${n}`);
        const output = target(put, { shards, maxBytes: isSmall ? 150 : 10_000 });
        const outcomes = await putToTarget(output, logs(...texts), makeContext());
        expect(outcomes).toHaveLength(texts.length);
        const delivered = texts.filter((_, index) => outcomes[index]?.status === 'delivered');
        expect(taken.toSorted()).toEqual(delivered.toSorted());
      }),
    );
  });
});
