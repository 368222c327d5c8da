import { ONLY_TARGET, type Outcome } from '../../shared/pipeline/outcome.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { createDeliver, type DeliverOptions } from './deliver.ts';

const HOUR_NS = 3_600_000_000_000n;
const START_NS = 1_717_729_200_000_000_000n;

function logOf(n: number, { logType = 'app', logId = `id-${n}`, timeNs = START_NS, message = '' } = {}) {
  const data = Buffer.from(JSON.stringify({ log_type: logType, log_id: logId, time: '2024-06-07T03:00:00Z', message }));
  const entry = { identity: `s/0/${n}`, sequenceNumber: `${n}`, ordinal: 0, partitionKey: '', arrivedAtMs: 0, data };
  return { ...entry, logType, logId, timeNs };
}

function context() {
  return {
    target: ONLY_TARGET,
    now: () => 0,
    remainingMs: () => 60_000,
    signal: new AbortController().signal,
    countBytesOut: () => undefined,
  };
}

const OPTIONS: Omit<DeliverOptions, 'call'> = {
  naming: { prefix: 'logs', interval: 'day' },
  fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
  limits: { maxDocuments: 500, maxBytes: 5_000_000 },
  concurrency: 2,
  engineTimeoutMs: 1_000,
  indexHoldMs: 3_600_000,
  countUnknownRefusals: () => undefined,
};

function deliverWith(call: CallSearch, options: Partial<DeliverOptions> = {}) {
  const deliver = createDeliver({ ...OPTIONS, call, ...options });
  return (logs: readonly ReturnType<typeof logOf>[]): Promise<readonly Outcome[]> => deliver(logs, context());
}

function actionsOf(body: unknown): string[] {
  return String(body)
    .split('\n')
    .filter((line) => line.startsWith('{"create"'));
}

function all(body: unknown, item: unknown): SearchAnswer {
  return {
    status: 'answered',
    httpStatus: 200,
    body: { items: actionsOf(body).map(() => ({ create: item })) },
  };
}

it('1,000 types on 30 days: bounded requests, bounded bytes, each index named once and well', async () => {
  const logs = Array.from({ length: 30_000 }, (_, n) =>
    logOf(n, { logType: `type-${n % 1_000}`, timeNs: START_NS + BigInt(Math.floor(n / 1_000)) * 24n * HOUR_NS }),
  );
  const indices = new Set<string>();
  let [underWay, most, largest, documents] = [0, 0, 0, 0];
  const call: CallSearch = async ({ body }) => {
    underWay++;
    most = Math.max(most, underWay);
    largest = Math.max(largest, Buffer.byteLength(String(body)));
    const actions = actionsOf(body);
    documents += actions.length;
    for (const action of actions) indices.add(JSON.parse(action).create._index);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    return all(body, { _index: 'i', status: 201 });
  };
  const outcomes = await deliverWith(call, { concurrency: 3, limits: { maxDocuments: 500, maxBytes: 40_000 } })(logs);
  expect(outcomes).toHaveLength(30_000);
  expect(outcomes.every(({ status }) => status === 'delivered')).toBe(true);
  expect([indices.size, documents, most]).toEqual([30_000, 30_000, 3]);
  expect(largest).toBeLessThanOrEqual(40_000);
});

it('a document above the limit is `oversize` before it is sent; its neighbours go', async () => {
  const bodies: string[] = [];
  const call: CallSearch = async ({ body }) => {
    bodies.push(String(body));
    return all(body, { _index: 'i', status: 201 });
  };
  const deliver = deliverWith(call, { limits: { maxDocuments: 500, maxBytes: 1_000 } });
  const outcomes = await deliver([logOf(1), logOf(2, { message: 'x'.repeat(1_000) }), logOf(3)]);
  expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.status))).toEqual([
    'delivered',
    'oversize',
    'delivered',
  ]);
  expect(bodies.join()).not.toContain('id-2');
});

it('an id that can be none is `bad_field` before it is sent; its neighbours go', async () => {
  const bodies: string[] = [];
  const call: CallSearch = async ({ body }) => {
    bodies.push(String(body));
    return all(body, { _index: 'i', status: 201 });
  };
  const outcomes = await deliverWith(call)([logOf(1), logOf(2, { logId: 'y'.repeat(513) }), logOf(3)]);
  expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.status))).toEqual([
    'delivered',
    'bad_field',
    'delivered',
  ]);
  expect(bodies.join()).not.toContain('yyy');
});

it('asks for the verdicts alone and gives the engine its time, and counts the bytes that were taken', async () => {
  const requests: Parameters<CallSearch>[0][] = [];
  let bytesOut = 0;
  let httpStatus = 503;
  const call: CallSearch = async (request) => {
    requests.push(request);
    return { ...all(request.body, { _index: 'i', status: 201 }), httpStatus } as SearchAnswer;
  };
  const deliver = createDeliver({ ...OPTIONS, call, engineTimeoutMs: 24_000 });
  const counting = { ...context(), countBytesOut: (bytes: number) => (bytesOut += bytes) };
  await deliver([logOf(1)], counting);
  expect(bytesOut).toBe(0);
  httpStatus = 200;
  await deliver([logOf(1)], counting);
  expect(requests[1]).toMatchObject({
    method: 'POST',
    path: '/_bulk',
    query: { filter_path: 'errors,items.*.status,items.*._index,items.*.error', timeout: '24000ms' },
    signal: counting.signal,
  });
  expect(bytesOut).toBe(Buffer.byteLength(String(requests[1]?.body)));
});

it('the first answer that speaks of the whole engine ends the round: the rest is not sent', async () => {
  let requests = 0;
  const call: CallSearch = async () => {
    requests++;
    return { status: 'answered', httpStatus: 503, body: '' };
  };
  const logs = Array.from({ length: 100 }, (_, n) => logOf(n));
  const outcomes = await deliverWith(call, { concurrency: 1, limits: { maxDocuments: 10, maxBytes: 100_000 } })(logs);
  expect(requests).toBe(1);
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(
    new Set(['{"status":"retryable","scope":"destination","error":"POST /_bulk: HTTP 503, an empty body"}']),
  );
});

it('logs whose index may not be made are `too_many_indices`, and the others go', async () => {
  const asked: (readonly string[])[] = [];
  const bodies: string[] = [];
  const call: CallSearch = async ({ body }) => {
    bodies.push(String(body));
    return all(body, { _index: 'i', status: 201 });
  };
  const admitIndices: DeliverOptions['admitIndices'] = async (names) => {
    asked.push([...names]);
    return new Map([['logs-eve-20240607', 'no more']]);
  };
  const logs = [logOf(1), logOf(2, { logType: 'eve' }), logOf(3), logOf(4, { logType: 'eve' })];
  const refused = { status: 'rejected', code: 'too_many_indices', error: 'no more' };
  const delivered = { status: 'delivered' };
  expect(await deliverWith(call, { admitIndices })(logs)).toEqual([delivered, refused, delivered, refused]);
  expect(asked).toEqual([['logs-app-20240607', 'logs-eve-20240607']]);
  expect(bodies.join()).not.toContain('eve');
});

describe('an id that is taken', () => {
  const stored = (source: unknown) => ({ docs: [{ _index: 'i', _id: 'id-1', found: true, _source: source }] });
  const same = { log_type: 'app', log_id: 'id-1', time: '2024-06-07T03:00:00Z', message: '' };
  const held = { status: 'retryable', scope: 'destination' };
  const already = { status: 'alreadyDelivered' };
  const conflict = { status: 'rejected', code: 'id_conflict' };
  const docs = (document: object): SearchAnswer => ({
    status: 'answered',
    httpStatus: 200,
    body: { docs: [{ _id: 'id-1', ...document }] },
  });

  it.each<[string, SearchAnswer, object]>([
    ['the same', { status: 'answered', httpStatus: 200, body: stored(same) }, already],
    ['another time', { status: 'answered', httpStatus: 200, body: stored({ ...same, time: '2024-06-08' }) }, conflict],
    [
      'another form of the time',
      docs({ found: true, _source: { ...same, time: '2024-06-07T12:00:00+09:00' } }),
      conflict,
    ],
    ['another text', docs({ found: true, _source: { ...same, message: 'other' } }), conflict],
    ['another type', docs({ found: true, _source: { ...same, log_type: 'web' } }), conflict],
    ['fields that are not there', docs({ found: true, _source: {} }), conflict],
    ['no source', docs({ found: true }), already],
    ['gone again', docs({ found: false }), held],
    ['an index that was closed', docs({ error: { type: 'index_closed_exception' } }), held],
    ['one that may not be read', docs({ error: { type: 'security_exception' } }), already],
    ['nothing this role may read', { status: 'answered', httpStatus: 403, body: '' }, already],
    ['no answer', { status: 'failed', error: 'reset' }, held],
    ['503', { status: 'answered', httpStatus: 503, body: '' }, held],
    ['401', { status: 'answered', httpStatus: 401, body: '' }, held],
    ['an answer without documents', { status: 'answered', httpStatus: 200, body: {} }, held],
    ['an answer for fewer', { status: 'answered', httpStatus: 200, body: { docs: [] } }, held],
    ['no object', { status: 'answered', httpStatus: 200, body: { docs: [null] } }, held],
    ['a document of another id', docs({ _id: 'id-2', found: true, _source: same }), held],
  ])('stored: %s', async (_, answer, expected) => {
    const paths: string[] = [];
    const call: CallSearch = async ({ path, body }) => {
      paths.push(path);
      if (path === '/_bulk') return all(body, { _index: 'i', status: 409, error: { type: 'conflict' } });
      return path === '/_mget' ? answer : { status: 'answered', httpStatus: 403, body: '' };
    };
    const log = { ...logOf(1), timeNs: BigInt(Date.parse(same.time)) * 1_000_000n };
    expect(await deliverWith(call)([log])).toEqual([expect.objectContaining(expected)]);
    expect(paths.slice(0, 2)).toEqual(['/_bulk', '/_mget']);
  });
});
