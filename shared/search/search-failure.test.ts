import { describeAnswer, describeEngineError } from './search-failure.ts';

it.each<[unknown, string]>([
  [
    { type: 'a', reason: 'b', caused_by: { type: 'c', reason: 'd', caused_by: { type: 'e' } } },
    'a: b; caused by c: d; caused by e: no reason given',
  ],
  [{ type: 'a', reason: 'b', caused_by: null }, 'a: b'],
  [{}, 'error: no reason given'],
  ['no handler found', 'no handler found'],
  [undefined, 'no reason given'],
  [null, 'no reason given'],
  [7, 'no reason given'],
])('%j is told as %s', (error, sentence) => {
  expect(describeEngineError(error)).toBe(sentence);
});

it.each<[unknown, string]>([
  [{ error: { type: 'a', reason: 'b' } }, 'GET /: HTTP 400, a: b'],
  [{ message: 'signature' }, 'GET /: HTTP 400, {"message":"signature"}'],
  ['  \n', 'GET /: HTTP 400, an empty body'],
  [' <html> ', 'GET /: HTTP 400, <html>'],
  [null, 'GET /: HTTP 400, null'],
])('the answer %j is told as %s', (body, sentence) => {
  expect(describeAnswer({ status: 'answered', httpStatus: 400, body }, 'GET /')).toBe(sentence);
});

it('a long text is cut at 2 KB', () => {
  const page = describeAnswer({ status: 'answered', httpStatus: 502, body: 'x'.repeat(1_000_000) }, 'GET /');
  expect(Buffer.byteLength(page)).toBe(2_048);
});
