import { MANIFESTS } from '../../../services/manifests.ts';
import { openConfigFile } from './config-file.ts';
import { parseTopology } from './parse-topology.ts';
import { FILES } from './testing/config-texts.ts';

function keyProblems(text: string): readonly string[] {
  return openConfigFile('a.yml', text).problems.map(({ line, message }) => `${line} ${message.split(':')[0]}`);
}

it.each<[string, string, readonly string[]]>([
  ['none', 'a: { b: [1] }', []],
  ['at the root', '__proto__: { a: 1 }', ['1 __proto__']],
  ['its kin', 'a: 1\nconstructor: 2\nprototype: 3', ['2 constructor', '3 prototype']],
  ['deeper, in lists', 'a:\n  - b:\n      __proto__:\n        c: 1', ['3 __proto__']],
  ['in quotes, with an escape', '"__pro\\u0074o__": 1', ['1 __proto__']],
  ['as an explicit key', '? __proto__\n: 1', ['1 __proto__']],
  ['in a flow', 'a: {b: 1, __proto__: 2}', ['1 __proto__']],
  ['by an alias', 'a: &x __proto__\nb:\n  *x : 1', ['3 __proto__']],
  ['in a merged object', 'a: &x\n  __proto__: 1\nb:\n  <<: *x', ['2 __proto__']],
  ['with a null value', '__proto__:', ['1 __proto__']],
  ['twice', 'a: { __proto__: 1 }\nb: { __proto__: 1 }', ['1 __proto__', '2 __proto__']],
  ['as a value it is a text', 'a: __proto__\nb: [constructor]', []],
  ['a name that begins like it', '__proto__x: 1\nconstructors: 2', []],
])('keys that every object has: %s', (_, text, expected) => {
  expect(keyProblems(text)).toEqual(expected);
});

it.each(Object.keys(FILES))('%s: such a key is a problem of its file and line, whatever it holds', (file) => {
  const text = `${FILES[file]}\n__proto__:\n  polluted: true\n`;
  const parsed = parseTopology(MANIFESTS, { ...FILES, [file]: text }, 'dev');
  const line = text.split('\n').indexOf('__proto__:') + 1;
  expect(parsed).toMatchObject({ status: 'invalid' });
  expect('problems' in parsed ? parsed.problems : []).toContainEqual(
    expect.objectContaining({ file, line, message: expect.stringMatching(/^__proto__: not a possible key/) }),
  );
  expect('polluted' in {}).toBe(false);
});

it.each([
  ['list', 'extra: &a [*a]', 1, '*a'],
  ['mapping', 'extra: &e\n  A: 1\n  B: *e', 3, '*e'],
  ['value further out', 'extra: &a\n  x: &b [*a]\n  y: *b', 2, '*a'],
])('an alias inside of its own %s is one problem of its file', (_of, more, line, alias) => {
  const [file = '', text = ''] = Object.entries(FILES).find(([name]) => name.endsWith('/routes.yml')) ?? [];
  const parsed = parseTopology(MANIFESTS, { ...FILES, [file]: `${text}\n${more}\n` }, 'dev');
  const message = `${alias} is inside of the value that it refers to (&${alias.slice(1)})`;
  expect('problems' in parsed ? parsed.problems : []).toContainEqual({
    file,
    line: `${text}\n`.split('\n').length + line - 1,
    message,
  });
});
