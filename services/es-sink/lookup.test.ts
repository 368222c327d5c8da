import type { SearchAnswer } from '../../shared/search/search-port.ts';
import { at, readLookup } from './lookup.ts';

it.each<[string, SearchAnswer, object]>([
  ['200', { status: 'answered', httpStatus: 200, body: { n: 1 } }, { status: 'told', value: 1 }],
  ['200 without an object', { status: 'answered', httpStatus: 200, body: '<html>' }, { status: 'unknown' }],
  ['403', { status: 'answered', httpStatus: 403, body: '' }, { status: 'told', value: 'none' }],
  ['503', { status: 'answered', httpStatus: 503, body: '' }, { status: 'unknown' }],
  ['no answer', { status: 'failed', error: 'reset' }, { status: 'unknown', error: 'reset' }],
])('%s', (_name, answer, expected) => {
  expect(readLookup(answer, 'GET /x', ({ n }) => n, 'none')).toMatchObject(expected);
});

it.each<[unknown, readonly (string | number)[], unknown]>([
  [{ docs: [{ a: 1 }] }, ['docs', 0, 'a'], 1],
  [{ docs: [{ a: 1 }] }, ['docs', 1, 'a'], undefined],
  [{ docs: { 0: 1 } }, ['docs', 0], undefined],
  [{ a: [1] }, ['a', 'length'], undefined],
  [null, ['a'], undefined],
  ['text', ['length'], undefined],
])('%j at %j: %j', (value, path, expected) => {
  expect(at(value, ...path)).toBe(expected);
});
