import { isJsonObject } from './json-object.ts';

it.each([
  ['{}', true],
  ['{"a":1}', true],
  ['[]', false],
  ['null', false],
  ['"text"', false],
  ['1', false],
])('%s: %p', (text, expected) => {
  expect(isJsonObject(JSON.parse(text))).toBe(expected);
});
