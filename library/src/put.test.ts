import { gunzipSync } from 'node:zlib';
import { type OutputRecord, PortError, type PutRecords, putRecordBatch, putRecords, putRows } from './put.ts';

/** A port that answers each record by its text: `ok`, `once` fails at its first time, `never` always. */
function scripted() {
  const calls: OutputRecord[][] = [];
  const seen = new Set<string>();
  const put: PutRecords = async ({ records }) => {
    calls.push([...records]);
    return records.map(({ data }) => {
      const text = String(data).trim();
      const fails = text === 'never' || (text === 'once' && !seen.has(text));
      seen.add(text);
      return fails ? { status: 'failed', code: 'InternalFailure', message: 'no' } : { status: 'ok' };
    });
  };
  return { put, calls };
}

describe('putRecords', () => {
  it('gives one outcome a record, and sends again only what failed', async () => {
    const { put, calls } = scripted();
    const records = ['a', 'once', 'never', 'b'].map((data) => ({ data, partitionKey: 'k' }));
    const outcomes = await putRecords(put, records, { stream: 's', maxTries: 2 });
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'retryable', 'delivered']);
    expect(calls.map((call) => call.map(({ data }) => String(data)))).toEqual([
      ['a', 'once', 'never', 'b'],
      ['once', 'never'],
    ]);
  });

  it('keeps to the limits: 500 records a call, and a size a record', async () => {
    const { put, calls } = scripted();
    const records = [...Array.from({ length: 501 }, () => ({ data: 'a' })), { data: Buffer.alloc(1_048_577) }];
    const outcomes = await putRecords(put, records, { stream: 's' });
    expect(calls.map(({ length }) => length)).toEqual([500, 1]);
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', code: 'oversize' });
    expect(new Set(calls.flat().map(({ partitionKey }) => partitionKey)).size).toBeGreaterThan(400);
  });

  it('isolates the record for which a whole call is refused', async () => {
    const put: PutRecords = async ({ records }) => {
      if (records.some(({ data }) => String(data) === 'bad'))
        throw new PortError('no', { code: 'ValidationException' });
      return records.map(() => ({ status: 'ok' }));
    };
    const outcomes = await putRecords(
      put,
      ['a', 'bad', 'b'].map((data) => ({ data })),
      { stream: 's', maxTries: 1 },
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'rejected', 'delivered']);
  });

  it('sends nothing when the signal is aborted, and says so', async () => {
    const { put, calls } = scripted();
    const outcomes = await putRecords(put, [{ data: 'a' }], { stream: 's', signal: AbortSignal.abort() });
    expect(outcomes).toMatchObject([{ status: 'retryable', scope: 'postponed' }]);
    expect(calls).toEqual([]);
  });

  it('has nothing to do with nothing', async () => {
    expect(await putRecords(scripted().put, [], { stream: 's' })).toEqual([]);
  });
});

it('putRecordBatch writes lines where it shall', async () => {
  const { put, calls } = scripted();
  await putRecordBatch(put, ['a', Buffer.from('b')], { deliveryStream: 'd', asLines: true });
  await putRecordBatch(put, ['a'], { deliveryStream: 'd' });
  expect(calls.flat().map(({ data, partitionKey }) => [String(data), partitionKey])).toEqual([
    ['a\n', undefined],
    ['b\n', undefined],
    ['a', undefined],
  ]);
});

describe('putRows', () => {
  it('writes one object of all rows, and gives all of them its outcome', async () => {
    let lines = '';
    const outcomes = await putRows(
      async ({ body }) => {
        lines = gunzipSync(body).toString();
      },
      ['{"a":1}', Buffer.from('{\n"b":2}')],
      { bucket: 'b', key: 'k' },
    );
    expect(lines).toBe('{"a":1}\n{"b":2}\n');
    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered' }]);
  });

  it('tries again, and says what went wrong', async () => {
    let calls = 0;
    const put = async () => {
      calls++;
      throw new PortError('503 SlowDown', { code: 'SlowDown', httpStatus: 503 });
    };
    const outcomes = await putRows(put, ['{}', '{}'], { bucket: 'b', key: 'k', maxTries: 2 });
    expect(outcomes).toMatchObject(Array(2).fill({ status: 'retryable', scope: 'destination', error: '503 SlowDown' }));
    expect(calls).toBe(2);
    expect(await putRows(put, [], { bucket: 'b', key: 'k' })).toEqual([]);
  });
});

describe('options', () => {
  const { put } = scripted();
  const putObject = async () => undefined;

  it.each<[string, () => unknown]>([
    ['stream: expected its name or ARN, got ""', () => putRecords(put, [], { stream: '' })],
    [
      'maxRecordSizeKiB: expected KiB from 1 to 10240, got 0',
      () => putRecords(put, [], { stream: 's', maxRecordSizeKiB: 0 }),
    ],
    ['timeoutMs: expected milliseconds, got NaN', () => putRecords(put, [], { stream: 's', timeoutMs: Number.NaN })],
    ['maxTries: expected a whole number from 1 on, got 0', () => putRecords(put, [], { stream: 's', maxTries: 0 })],
    ['put: expected a function, got undefined', () => putRecords(undefined as never, [], { stream: 's' })],
    ['deliveryStream: expected its name, got ""', () => putRecordBatch(put, [], { deliveryStream: '' })],
    [
      'key: expected a text, got ""; gzipLevel: expected a level from 0 to 9, got 42',
      () => putRows(putObject, [], { bucket: 'b', key: '', gzipLevel: 42 }),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(new TypeError(message));
  });

  it('has no time left where the time is less than nothing, and takes fractions', async () => {
    await expect(putRecords(put, [{ data: 'a' }], { stream: 's', timeoutMs: -1 })).resolves.toHaveLength(1);
    expect(await putRecords(put, [{ data: 'a' }], { stream: 's', timeoutMs: 1000.5 })).toEqual([
      { status: 'delivered' },
    ]);
  });
});
