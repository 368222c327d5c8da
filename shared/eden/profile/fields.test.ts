import { readFields } from './fields.ts';

it.each<[unknown, object | undefined]>([
  ['{"name_prefix":"dev"}', { name_prefix: 'dev' }],
  ['{"desired_count":2,"environment":{"A":"b"}}', { desired_count: '2', environment: '{"A":"b"}' }],
  ['{"cpu":null}', {}],
  ['{', undefined],
  ['null', undefined],
  ['["a"]', undefined],
  ['"text"', undefined],
  [undefined, undefined],
  [7, undefined],
])('fields of %j', (text, fields) => {
  expect(readFields(text)).toEqual(fields);
});
