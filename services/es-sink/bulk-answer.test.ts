import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { readBulkAnswer } from './bulk-answer.ts';

function answer(body: unknown, httpStatus = 200): SearchAnswer {
  return { status: 'answered', httpStatus, body };
}
const created = { create: { _index: 'i', status: 201 } };
const HELD = { status: 'retryable', scope: 'destination' };

describe('an answer to the whole request', () => {
  const whole = { errors: false, items: [created] };

  it.each([201, 202, 204, 206, 301, 302, 304])('%d, with all the items of a 200: held', (status) => {
    expect(readBulkAnswer(answer(whole, status), 1)).toMatchObject({ status: 'down', outcome: HELD });
  });

  it.each<[string, unknown, number]>([
    ['more items than documents', { errors: false, items: [created, created] }, 1],
    ['items that are no list', { errors: false, items: { 0: created, length: 1 } }, 1],
    ['an error and no items', { error: { type: 'a', reason: 'b' } }, 1],
    ['a list', [created], 1],
    ['null', null, 1],
  ])('200 with %s: held', (_, body, expected) => {
    expect(readBulkAnswer(answer(body), expected)).toMatchObject({ status: 'down', outcome: HELD });
  });
});

describe('an item', () => {
  const itemOf = (item: unknown) => {
    const verdict = readBulkAnswer(answer({ errors: true, items: [item, created] }), 2);
    if (verdict.status !== 'items') throw new Error(JSON.stringify(verdict));
    expect(verdict.items[1]).toEqual({ status: 'settled', outcome: { status: 'delivered' } });
    return verdict.items[0];
  };

  it.each<[string, unknown]>([
    ['null', null],
    ['no action', {}],
    ['another action', { index: { status: 201 } }],
    ['no status', { create: { _index: 'i' } }],
    ['a status as text', { create: { _index: 'i', status: '201' } }],
    ['a redirect', { create: { _index: 'i', status: 302 } }],
    ['no status of HTTP', { create: { _index: 'i', status: 0 } }],
  ])('%s: held', (_, item) => {
    expect(itemOf(item)).toMatchObject({ status: 'settled', outcome: HELD });
  });

  it('a conflict without an index cannot be looked at: a letter, and the metric', () => {
    const error = { type: 'version_conflict_engine_exception', reason: 'exists' };
    expect(itemOf({ create: { status: 409, error } })).toMatchObject({
      status: 'unknownRefusal',
      outcome: { code: 'rejected_by_destination', error: '409 version_conflict_engine_exception: exists' },
    });
  });

  it.each([400, 429])('%d: its sentence is cut at 2 KB', (status) => {
    const error = { type: 'mapper_parsing_exception', reason: 'x'.repeat(10_000) };
    const verdict = itemOf({ create: { _index: 'i', status, error } });
    const { outcome } = verdict as Extract<typeof verdict, { status: 'settled' }>;
    expect(outcome).toMatchObject({ error: expect.stringMatching(/^.{2045}…$/) });
  });
});

describe('an exception inside the engine for one document', () => {
  const error = { type: 'array_index_out_of_bounds_exception', reason: 'Index 5' };
  const failing = { create: { _index: 'i', status: 500, error } };
  const first = (...items: readonly unknown[]) => {
    const verdict = readBulkAnswer(answer({ errors: true, items }), items.length);
    return verdict.status === 'items' ? verdict.items[0] : verdict;
  };
  const LIMITED = {
    status: 'indexHeld',
    error: 'index i: 500 array_index_out_of_bounds_exception: Index 5; it took other documents',
  };
  const OUTAGE = { status: 'settled', outcome: HELD };

  it.each<[string, object, readonly object[]]>([
    ['its index takes another document', LIMITED, [created]],
    ['its index has another document already', LIMITED, [{ create: { _index: 'i', status: 409 } }]],
    ['another index takes one', OUTAGE, [{ create: { _index: 'other', status: 201 } }]],
    ['its index fails for all', OUTAGE, [failing]],
    ['its index rejects the others', OUTAGE, [{ create: { _index: 'i', status: 400, error } }]],
    ['it is alone', OUTAGE, []],
  ])('%s', (_, expected, others) => {
    expect(first(failing, ...others)).toMatchObject(expected);
  });

  it('a status that says that something is away holds as an outage does', () => {
    expect(first({ create: { _index: 'i', status: 503, error } }, created)).toMatchObject(OUTAGE);
  });
});
