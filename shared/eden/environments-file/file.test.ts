import fc from 'fast-check';
import { EMPTY_FILE, readEndpoint, removeEndpoint, setEndpoint } from './file.ts';

const at = { name: 'dev-foo', env: 'dev', key: 'api_endpoint' };
function textOf(edited: ReturnType<typeof setEndpoint>): string {
  return edited.status === 'ok' ? edited.text : '';
}

it('keeps order, other keys, big numbers and the final newline; writes 4 spaces', () => {
  const before =
    '{\n  "z": 12345678901234567890, "a": [1.10],\n  "environments": [{"name":"x","env":"e","k":1e400}]\n}\n';
  expect(textOf(setEndpoint(before, at, 'h'))).toBe(
    '{\n    "z": 12345678901234567890,\n    "a": [\n        1.10\n    ],\n    "environments": [\n        {\n            "name": "x",\n            "env": "e",\n            "k": 1e400\n        },\n        {\n            "env": "dev",\n            "name": "dev-foo",\n            "api_endpoint": "h"\n        }\n    ]\n}\n',
  );
});

it('keeps the order of keys that look like integers, and keys of any name', () => {
  const before =
    '{\n    "z": {"b": 1, "2024": 2, "10": 3, "__proto__": 4, "a\\"b": ":"},\n    "environments": [{"9": "x", "name": "dev-foo", "1": "y"}],\n    "7": []\n}';
  const edited = textOf(setEndpoint(before, { ...at, key: '5' }, 'h'));
  const expected = before.replace('"1": "y"', '"1": "y", "5": "h"');
  expect(edited.replace(/\s+/g, '')).toBe(expected.replace(/\s+/g, ''));
  expect(readEndpoint(edited, { ...at, key: '5' })).toBe('h');
});

it.each([
  [[], 'entry_added'],
  [[{ env: 'dev', name: 'dev-foo', api_endpoint: 'h' }], 'unchanged'],
  [[{ env: 'dev', name: 'dev-foo', api_endpoint: 'other' }], 'updated'],
  [[{ env: 'dev', name: 'dev-foo', admin_endpoint: 'x' }], 'updated'],
])('set on %j is %s', (environments, change) => {
  const edited = setEndpoint(JSON.stringify({ environments }), at, 'h');
  expect(edited).toMatchObject({ status: 'ok', change });
  expect(readEndpoint(textOf(edited), at)).toBe('h');
});

it.each([
  [[], 'absent', []],
  [
    [{ env: 'dev', name: 'dev-foo', admin_endpoint: 'x' }],
    'absent',
    [{ env: 'dev', name: 'dev-foo', admin_endpoint: 'x' }],
  ],
  [[{ env: 'dev', name: 'dev-foo', api_endpoint: 'h' }], 'entry_removed', []],
  [
    [{ env: 'dev', name: 'dev-foo', api_endpoint: 'h', admin_endpoint: 'x' }],
    'key_removed',
    [{ env: 'dev', name: 'dev-foo', admin_endpoint: 'x' }],
  ],
])('remove from %j is %s', (environments, change, left) => {
  const edited = removeEndpoint(JSON.stringify({ environments }), at);
  expect(edited).toMatchObject({ status: 'ok', change });
  expect(JSON.parse(textOf(edited)).environments).toEqual(left);
});

it.each(['', '[]', '{"environments":{}}', 'null', '{"environments":[1]}', '{"environments":[{"name":1}]}'])(
  'refuses %j',
  (text) => {
    expect(setEndpoint(text, at, 'h').status).toBe('invalid');
    expect(removeEndpoint(text, at).status).toBe('invalid');
  },
);

it('many sets and removes end with what was there before', () => {
  const key = fc.constantFrom('a_endpoint', 'b_endpoint');
  const name = fc.constantFrom('n1', 'n2', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.array(fc.record({ name, key }), { maxLength: 8 }), (places) => {
      const before = JSON.stringify(JSON.parse(EMPTY_FILE), null, 4);
      let text = before;
      for (const place of places) text = textOf(setEndpoint(text, { ...place, env: 'dev' }, 'h'));
      for (const place of places) expect(readEndpoint(text, { ...place, env: 'dev' })).toBe('h');
      for (const place of places) text = textOf(removeEndpoint(text, { ...place, env: 'dev' }));
      expect(text).toBe(before);
    }),
  );
});
