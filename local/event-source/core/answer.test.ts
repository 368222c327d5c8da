import { type Answer, readAnswer } from './answer.ts';
import type { Batch } from './batch.ts';

const batch: Batch = {
  records: ['99', '100', '101'].map((sequenceNumber) => ({
    record: { sequenceNumber, partitionKey: 'k', arrivedAtMs: 0, data: Buffer.alloc(0) },
    bytes: 1,
  })),
  retries: 0,
  invocations: 0,
};
function returned(payload: unknown): Answer {
  return { status: 'returned', payload, requestId: 'r' };
}
function items(...identifiers: unknown[]) {
  return {
    batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
  };
}

it.each([
  ['an empty list', items(), { status: 'succeeded' }],
  ['a null list', { batchItemFailures: null }, { status: 'succeeded' }],
  ['an empty answer', {}, { status: 'succeeded' }],
  ['a null answer', null, { status: 'succeeded' }],
  ['an answer of no bytes', '', { status: 'succeeded' }],
  ['one number', items('100'), { status: 'failedFrom', index: 1 }],
  ['several numbers: the lowest, compared as numbers', items('101', '99', '100'), { status: 'failedFrom', index: 0 }],
  ['an empty identifier', items(''), { status: 'failed' }],
  ['a null identifier', items(null), { status: 'failed' }],
  ['a misnamed identifier', { batchItemFailures: [{ id: '100' }] }, { status: 'failed' }],
  ['a good identifier beside a misnamed one', items('100', undefined), { status: 'failed' }],
  ['an identifier that is not in the batch', items('7'), { status: 'failed' }],
  ['a list that is none', { batchItemFailures: 'all' }, { status: 'failed' }],
  ['no JSON', undefined, { status: 'failed' }],
])('%s', (_name, payload, verdict) => {
  expect(readAnswer(returned(payload), batch, true)).toEqual(verdict);
});

it('takes any answer for a success where partial answers are not asked for', () => {
  expect(readAnswer(returned(items('99')), batch, false)).toEqual({ status: 'succeeded' });
});

it.each([true, false])('takes a function error for a full failure (partial answers: %s)', (partial) => {
  const answer: Answer = { status: 'functionError', functionError: 'Unhandled', requestId: 'r' };
  expect(readAnswer(answer, batch, partial)).toEqual({ status: 'failed' });
});
