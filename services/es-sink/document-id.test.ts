import { explainBadId } from './document-id.ts';

it.each([['a'], ['x'.repeat(512)], ['é'.repeat(256)], ['😀'.repeat(128)], ['..'], ['\u0000']])(
  '%s can be an _id',
  (id) => {
    expect(explainBadId(id)).toBeUndefined();
  },
);

it.each([
  ['x'.repeat(513), 'log_id takes 513 bytes of UTF-8'],
  ['é'.repeat(257), 'log_id takes 514 bytes of UTF-8'],
  [`${'😀'.repeat(128)}a`, 'log_id takes 513 bytes of UTF-8'],
  ['a\ud800', 'log_id holds half a surrogate pair, which UTF-8 cannot: "a\\ud800"'],
  ['\udc00\ud800', 'log_id holds half a surrogate pair'],
])('%s cannot', (id, message) => {
  expect(explainBadId(id)).toEqual({
    status: 'rejected',
    code: 'bad_field',
    error: expect.stringContaining(message),
  });
});
