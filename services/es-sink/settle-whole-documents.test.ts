import type { Log } from '../../shared/log/log.ts';
import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { settleConflicts } from './settle-conflicts.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };
const INDEX = 'logs-app-20240607';
const OURS = { log_type: 'app', log_id: 'id-1', time: '2024-06-07T03:00:00Z' };
const ALREADY = { status: 'alreadyDelivered' };
const HELD = { status: 'retryable', scope: 'destination' };
const CONFLICT = { status: 'rejected', code: 'id_conflict' };

function logOf(source: Readonly<Record<string, unknown>>): Log {
  const data = Buffer.from(JSON.stringify(source));
  const entry = { identity: 's/0/1', sequenceNumber: '1', ordinal: 0, partitionKey: '', arrivedAtMs: 0, data };
  return { ...entry, logType: 'app', logId: 'id-1', timeNs: 1_717_729_200_000_000_000n };
}

function answerOf(text: string): SearchAnswer {
  return { status: 'answered', httpStatus: 200, body: JSON.parse(text), text };
}

function ok(body: unknown): SearchAnswer {
  return answerOf(JSON.stringify(body));
}

describe('the whole document', () => {
  const settleText = (stored: string, sent: string): Promise<readonly unknown[]> => {
    const id = 'id-1';
    const call: CallSearch = async ({ path }) => {
      if (path !== '/_mget') return ok({});
      return answerOf(`{"docs":[{"_id":"${id}","found":true,"_source":${stored}}]}`);
    };
    const log = { ...logOf(OURS), data: Buffer.from(sent) };
    return settleConflicts([{ log, index: INDEX, name: INDEX, id }], { call, fields: FIELDS });
  };
  const ours = (more: string): string => `${JSON.stringify(OURS).slice(0, -1)},${more}}`;

  it.each<[string, string, string, object]>([
    ['the same bytes', ours('"a":[1,{"b":null}]'), ours('"a":[1,{"b":null}]'), ALREADY],
    [
      'other spaces and another order',
      ours('"a":1,"b":2'),
      `{ "b":2,"a" : 1, ${JSON.stringify(OURS).slice(1)}`,
      ALREADY,
    ],
    ['another text', ours('"message":"a"'), ours('"message":"b"'), CONFLICT],
    ['a member that only the stored one has', ours('"a":1'), JSON.stringify(OURS), CONFLICT],
    ['a member that only ours has', JSON.stringify(OURS), ours('"a":1'), CONFLICT],
    ['null for a member that is not there', ours('"a":null'), JSON.stringify(OURS), CONFLICT],
    ['a list in another order', ours('"a":[1,2]'), ours('"a":[2,1]'), CONFLICT],
    ['a list that goes on', ours('"a":[1,2]'), ours('"a":[1]'), CONFLICT],
    ['an object for a list', ours('"a":{"0":1}'), ours('"a":[1]'), CONFLICT],
    ['a number for its text', ours('"a":1'), ours('"a":"1"'), CONFLICT],
    ['an object that looks like a number inside', ours('"a":{"rawJSON":"1"}'), ours('"a":1'), CONFLICT],
    ['numbers that one double holds', ours('"a":9007199254740993'), ours('"a":9007199254740992'), CONFLICT],
    ['decimals that one double holds', ours('"a":0.1000000000000000055'), ours('"a":0.1'), CONFLICT],
    ['a large number, the same digits', ours('"a":12345678901234567890'), ours('"a":12345678901234567890'), ALREADY],
    ['`__proto__` as a key', ours('"__proto__":{"a":1}'), ours('"__proto__":{"a":2}'), CONFLICT],
    ['`__proto__` on one side', ours('"__proto__":{}'), JSON.stringify(OURS), CONFLICT],
    ['escapes of the same text', ours('"a":"\\u0041"'), ours('"a":"A"'), ALREADY],
    ['a field of another sender', ours('"user":"eve"'), ours('"user":"alice"'), CONFLICT],
  ])('%s', async (_, stored, sent, expected) => {
    expect(await settleText(stored, sent)).toEqual([expect.objectContaining(expected)]);
  });

  it.each([1_000, 2_000, 2_300, 2_600, 100_000])('a log of %d levels has an outcome of its own', async (levels) => {
    const nested = (leaf: number) => ours(`"a":${'['.repeat(levels)}${leaf}${']'.repeat(levels)}`);
    const [outcome] = await settleText(nested(1), nested(2));
    expect(outcome).toMatchObject(CONFLICT);
    if (levels > 10_000) expect(outcome).toMatchObject({ error: expect.stringContaining('cannot be compared') });
  });

  it('a numeric time is compared by its digits', async () => {
    const time = (digits: string) => `{"log_type":"app","log_id":"id-1","time":${digits}}`;
    const [mine, theirs] = [time('1717729200123456789'), time('1717729200123456788')];
    expect(await settleText(mine, mine)).toEqual([ALREADY]);
    expect(await settleText(theirs, mine)).toEqual([expect.objectContaining(CONFLICT)]);
  });

  it('a dead letter says where they differ, and shows no more of the stored one than the three fields', async () => {
    const [outcome] = await settleText(ours('"user":{"name":"alice","key":"secret"}'), ours('"user":{"name":"alice"}'));
    expect(outcome).toMatchObject({
      error: expect.stringMatching(/"time":"2024-06-07T03:00:00Z"}, different at "user\.key"$/),
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});

describe('an answer that is not for the logs that were asked about', () => {
  const logs = ['id-1', 'id-2'].map((id) => ({ log: { ...logOf({ ...OURS, log_id: id }), logId: id }, id }));
  const conflicts = logs.map(({ log, id }) => ({ log, index: INDEX, name: INDEX, id }));
  const document = (id: string) => ({ _index: INDEX, _id: id, found: true, _source: { ...OURS, log_id: id } });

  it.each<[string, readonly unknown[], object]>([
    ['in their order', [document('id-1'), document('id-2')], ALREADY],
    ['in another order', [document('id-2'), document('id-1')], HELD],
    ['one of them twice', [document('id-1'), document('id-1')], HELD],
    ['one is no object', [document('id-1'), null], HELD],
    ['one is missing', [document('id-1')], HELD],
  ])('%s', async (_, docs, expected) => {
    const outcomes = await settleConflicts(conflicts, { call: async () => ok({ docs }), fields: FIELDS });
    expect(outcomes).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)]);
  });
});

describe('stored documents that are too large, or nested too deeply', () => {
  it('are halved away from the others, and are other logs', async () => {
    const logs = Array.from({ length: 10 }, (_, n) => ({ ...logOf({ ...OURS, log_id: `id-${n}` }), logId: `id-${n}` }));
    const asked: number[] = [];
    const call: CallSearch = async ({ body, exact }) => {
      const { docs } = JSON.parse(String(body)) as { docs: readonly { _id: string }[] };
      asked.push(docs.length);
      expect(exact?.maxBytes).toBeLessThan(20_000 * docs.length);
      if (docs.some(({ _id }) => _id === 'id-3')) return { status: 'failed', error: 'too long', isTooLarge: true };
      return ok({ docs: docs.map(({ _id }) => ({ _id, found: true, _source: { ...OURS, log_id: _id } })) });
    };
    const conflicts = logs.map((log) => ({ log, index: INDEX, name: INDEX, id: log.logId }));
    const outcomes = await settleConflicts(conflicts, { call, fields: FIELDS });
    const expected = logs.map((_, n) => (n === 3 ? expect.objectContaining(CONFLICT) : ALREADY));
    expect(outcomes).toEqual(expected);
    expect(asked).toEqual([10, 5, 3, 2, 1, 1, 5]);
  });
});
