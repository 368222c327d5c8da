import fc from 'fast-check';
import { type OutputRecord, PortError, type PutRecords, type PutResult } from '../pipeline/ports.ts';
import { putToTarget } from './put-to-target.ts';
import { createFirehoseTarget, createKinesisTarget } from './record-target.ts';
import { makeContext, makeLog } from './testing/make-log.ts';

const OK: PutResult = { status: 'ok' };
function failed(code: string): PutResult {
  return { status: 'failed', code, message: 'said so' };
}
function refusal(code = 'InvalidArgumentException', httpStatus = 400) {
  return new PortError(`${httpStatus} ${code}`, { code, httpStatus });
}

/** A stream that answers record by record, or throws for a whole call, and remembers what it took. */
function simulate(answer: (record: OutputRecord, records: readonly OutputRecord[]) => PutResult) {
  const calls: (readonly OutputRecord[])[] = [];
  const taken: OutputRecord[] = [];
  const put: PutRecords = async ({ records }) => {
    calls.push(records);
    const results = records.map((record) => answer(record, records));
    taken.push(...records.filter((_, index) => results[index]?.status === 'ok'));
    return results;
  };
  return { put, calls, taken };
}
function kinesis(put: PutRecords, maxRecordSizeKiB = 1024) {
  return createKinesisTarget({ name: 'out', put, maxRecordSizeKiB, partitionKey: ({ partitionKey }) => partitionKey });
}
function logs(count: number) {
  return Array.from({ length: count }, (_, index) => makeLog({ sequence: index }));
}
function summary(outcomes: Awaited<ReturnType<typeof putToTarget>>) {
  return outcomes.map((outcome) =>
    outcome.status === 'retryable' ? outcome.scope : outcome.status === 'rejected' ? outcome.code : outcome.status,
  );
}
function isBad({ partitionKey }: OutputRecord) {
  return partitionKey === 'key-1';
}

describe('putToTarget', () => {
  it('delivers the original bytes and counts them', async () => {
    const { put, taken } = simulate(() => OK);
    const context = makeContext();
    const log = makeLog({ data: '{\n"n": 1.0}' });
    expect(summary(await putToTarget(kinesis(put), [log], context))).toEqual(['delivered']);
    expect(taken).toEqual([{ data: log.data, partitionKey: 'key-1' }]);
    expect(context.bytesOut()).toBe(log.data.length);
  });

  it.each([
    ['€é', 5],
    ['\u{1F600}', 4],
    ['k'.repeat(256), 256],
  ])('counts the key %s by its %i bytes of UTF-8', async (partitionKey, keyBytes) => {
    const { put } = simulate(() => OK);
    const input = [0, 1].map((more) => makeLog({ data: Buffer.alloc(1_048_576 - keyBytes + more), partitionKey }));
    const outcomes = await putToTarget(kinesis(put), input, makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'oversize']);
    expect(outcomes[1]).toMatchObject({ error: expect.stringContaining('the record has 1048577 bytes') });
  });

  it('sends Firehose one line with a newline behind it', async () => {
    const { put, taken } = simulate(() => OK);
    await putToTarget(
      createFirehoseTarget({ name: 'hose', put }),
      [makeLog({ data: '{\r\n"n": 1}\n' })],
      makeContext(),
    );
    expect(taken.map(({ data }) => data.toString())).toEqual(['{"n": 1}\n']);
  });

  it.each([
    ['Kinesis', (put: PutRecords) => kinesis(put), 1_048_576 - 'key-1'.length],
    ['Kinesis with large records', (put: PutRecords) => kinesis(put, 10_240), 10_485_760 - 'key-1'.length],
    ['Firehose', (put: PutRecords) => createFirehoseTarget({ name: 'out', put }), 1_024_000 - 1],
  ])('rejects what %s cannot take, to the byte', async (_, target, largest) => {
    const { put, calls } = simulate(() => OK);
    const input = [makeLog({ data: Buffer.alloc(largest) }), makeLog({ data: Buffer.alloc(largest + 1) })];
    const outcomes = await putToTarget(target(put), input, makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'oversize']);
    expect(outcomes[1]).toMatchObject({
      error: expect.stringMatching(/^the record has \d+ bytes with its key, out takes at most \d+$/),
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['throttled', 'ProvisionedThroughputExceededException', 'destination'],
    ['throttled by Firehose', 'ServiceUnavailableException', 'destination'],
    ['failed on its own', 'InternalFailure', 'entry'],
    ['failed for an unknown reason', 'Whatever', 'entry'],
  ])('leaves a record that was %s to the retries, alone', async (_, code, scope) => {
    const { put } = simulate((record) => (isBad(record) ? failed(code) : OK));
    const outcomes = await putToTarget(kinesis(put), logs(3), makeContext());
    expect(summary(outcomes)).toEqual(['delivered', scope, 'delivered']);
    expect(outcomes[1]).toMatchObject({ error: `out: ${code}: said so` });
  });

  it.each([
    [3, ['destination', 'destination', 'destination']],
    [1, ['unclear']],
  ])('takes the failure of all %i records for the fault of %j', async (count, scopes) => {
    const { put } = simulate(() => failed('InternalFailure'));
    expect(summary(await putToTarget(kinesis(put), logs(count), makeContext()))).toEqual(scopes);
  });

  it.each([
    ['before the failed call shows nothing of the target', 2, 'destination'],
    ['after the failed call clears the target', 1, 'entry'],
  ])('what was taken %s', async (_, failing, scope) => {
    let call = 0;
    const { put } = simulate((record, records) => {
      if (record === records[0]) call++;
      return call === failing ? failed('InternalFailure') : OK;
    });
    const outcomes = await putToTarget(kinesis(put), logs(1000), makeContext());
    expect(new Set(summary(outcomes))).toEqual(new Set(['delivered', scope]));
  });

  it.each([
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['KMSAccessDeniedException', 400],
    ['InternalFailure', 500],
    ['ECONNREFUSED', undefined],
  ])('asks a target that fails with %s only once', async (code, httpStatus) => {
    const { put, calls } = simulate(() => {
      throw new PortError('down', { code, ...(httpStatus ? { httpStatus } : {}) });
    });
    const outcomes = await putToTarget(kinesis(put), logs(1200), makeContext());
    expect(new Set(summary(outcomes))).toEqual(new Set(['destination']));
    expect(outcomes).toHaveLength(1200);
    expect(calls).toHaveLength(1);
  });

  it('finds the one record for which the call is refused', async () => {
    const { put, taken } = simulate((_, records) => {
      if (records.some(isBad)) throw refusal();
      return OK;
    });
    const outcomes = await putToTarget(kinesis(put), logs(500), makeContext());
    expect(summary(outcomes).filter((status) => status !== 'delivered')).toEqual(['rejected_by_destination']);
    expect(summary(outcomes)[1]).toBe('rejected_by_destination');
    expect(taken).toHaveLength(499);
  });

  it.each([
    [500, 'destination', 12],
    [1, 'entry', 1],
  ])('does not blame %i logs when nothing at all is taken', async (count, scope, maxCalls) => {
    const { put, calls } = simulate(() => {
      throw refusal('ValidationException');
    });
    const outcomes = await putToTarget(kinesis(put), logs(count), makeContext());
    expect(new Set(summary(outcomes))).toEqual(new Set([scope]));
    expect(calls.length).toBeLessThanOrEqual(maxCalls);
  });

  it('postpones what no time is left for', async () => {
    const aborter = new AbortController();
    const { put, calls } = simulate(() => {
      aborter.abort();
      return OK;
    });
    const outcomes = await putToTarget(kinesis(put), logs(501), makeContext(aborter.signal));
    expect(summary(outcomes).slice(499)).toEqual(['delivered', 'postponed']);
    expect(calls).toHaveLength(1);
  });

  it('takes an answer that is missing for a failure', async () => {
    const outcomes = await putToTarget(
      kinesis(async () => [OK]),
      logs(2),
      makeContext(),
    );
    expect(summary(outcomes)).toEqual(['delivered', 'entry']);
  });

  it('answers for every log, and says delivered of exactly what the target took', async () => {
    const behaviours = fc.array(fc.constantFrom('ok', 'throttle', 'fail', 'poison'), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(behaviours, fc.integer({ min: 0, max: 5 }), async (behaviour, downFrom) => {
        let callCount = 0;
        const of = ({ partitionKey }: OutputRecord) => behaviour[Number(partitionKey?.slice(4))];
        const { put, taken } = simulate((record, records) => {
          if (record === records[0] && callCount++ > downFrom * 4) throw new PortError('down', { code: 'ECONNRESET' });
          if (records.some((other) => of(other) === 'poison')) throw refusal();
          if (of(record) === 'ok') return OK;
          return failed(of(record) === 'fail' ? 'InternalFailure' : 'ProvisionedThroughputExceededException');
        });
        const outcomes = await putToTarget(kinesis(put), logs(behaviour.length), makeContext());
        expect(outcomes).toHaveLength(behaviour.length);
        const delivered = outcomes.flatMap(({ status }, index) => (status === 'delivered' ? [`key-${index}`] : []));
        expect(taken.map(({ partitionKey }) => partitionKey)).toEqual(delivered);
      }),
    );
  });
});
