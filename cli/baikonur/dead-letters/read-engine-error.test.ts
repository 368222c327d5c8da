import { readEngineError } from './read-engine-error.ts';
import { suggestFixes } from './suggest-fixes.ts';
import { valuesAt } from './values-at.ts';

describe('readEngineError', () => {
  // Sentences of OpenSearch 2.19 and 3.8 and Elasticsearch 7.17 and 8.19.
  it.each([
    [
      "400 mapper_parsing_exception: failed to parse field [n] of type [long] in document with id 'b'. Preview of field's value: 'no number'",
      { kind: 'type', field: 'n', engineType: 'long' },
    ],
    [
      "400 document_parsing_exception: [1:58] failed to parse field [user.age] of type [date] in document with id 'b'. Preview of field's value: 'x'",
      { kind: 'type', field: 'user.age', engineType: 'date' },
    ],
    [
      '400 illegal_argument_exception: mapper [a.b] cannot be changed from type [long] to [text]',
      { kind: 'type', field: 'a.b', engineType: 'long' },
    ],
    [
      '400 mapper_parsing_exception: object mapping for [user] tried to parse field [user] as object, but found a concrete value',
      { kind: 'object', field: 'user', engineType: 'object' },
    ],
    [
      '400 mapper_parsing_exception: object mapping for [a] tried to parse field [b] as object, but found a concrete value',
      { kind: 'object', field: 'a.b', engineType: 'object' },
    ],
    [
      '400 mapper_parsing_exception: Could not dynamically add mapping for field [a.b]. Existing mapping for [a] must be of type object but found [keyword].',
      { kind: 'concrete', field: 'a', engineType: 'keyword' },
    ],
    [
      '400 illegal_argument_exception: Limit of total fields [1000] has been exceeded while adding new fields [1]',
      { kind: 'fields' },
    ],
    [
      '400 strict_dynamic_mapping_exception: mapping set to strict, dynamic introduction of [n] within [_doc] is not allowed',
      { kind: 'strict', field: 'n' },
    ],
    [
      '400 illegal_argument_exception: Document contains at least one immense term in field="message" (whose UTF8 encoding is longer …',
      { kind: 'term', field: 'message' },
    ],
    ['413 something new', { kind: 'other' }],
  ])('%s', (error, expected) => {
    expect(readEngineError(error)).toEqual(expected);
  });
});

describe('valuesAt', () => {
  it.each<[unknown, string, unknown[]]>([
    [{ a: { b: 1 } }, 'a.b', [1]],
    [{ 'a.b': 1, a: { b: 2 } }, 'a.b', [2, 1]],
    [{ a: [{ b: 1 }, { b: [2, 3] }, 4] }, 'a.b', [1, 2, 3]],
    [{ a: null }, 'a', [null]],
    [{ a: 1 }, 'b', []],
    [{ a: { b: 1 } }, 'a', [{ b: 1 }]],
    ['text', 'a', []],
    [{}, '__proto__.a', []],
  ])('of %j at %s', (value, path, expected) => {
    expect(valuesAt(value, path)).toEqual(expected);
  });
});

describe('suggestFixes', () => {
  const type = { kind: 'type', field: 'user.age', engineType: 'long' } as const;
  it.each([
    [
      [type, ['old']],
      [
        '"user": {"properties":{"age":{"type":"long","ignore_malformed":true}}}',
        '"user": {"properties":{"age":{"type":"keyword","ignore_above":1024}}}',
        'where: { path: user.age, equals: "old" }',
      ],
    ],
    [
      [{ kind: 'object', field: 'a', engineType: 'object' }, [1, true]],
      ['"a": {"type":"object","enabled":false}', 'where: { path: a, in: [1,true] }'],
    ],
    [
      [{ kind: 'strict', field: 'a},{b' }, ['x']],
      ['"a},{b": {"type":"keyword","ignore_above":1024}', 'where: { path: "a},{b", equals: "x" }'],
    ],
    [
      [{ kind: 'strict', field: 'a' }, [`$\{env:SECRET}`]],
      ['"a": {"type":"keyword","ignore_above":1024}', undefined],
    ],
    [
      [{ kind: 'concrete', field: 'a', engineType: 'keyword' }, [undefined]],
      ['"a": {"type":"object","enabled":false}', undefined],
    ],
    [
      [{ kind: 'fields' }, undefined],
      ['./baikonur es install-template --stage <stage> --max-fields 2000', undefined],
    ],
    [[{ kind: 'other' }, undefined], [undefined]],
  ] as const)('%j', ([error, values], lines) => {
    expect(suggestFixes(error, { all: values, hasObject: false }).map(({ line }) => line)).toEqual(lines);
  });

  it('leaves an object out of the index: no engine takes it for a malformed number', () => {
    const [fix, ...more] = suggestFixes(type, { all: undefined, hasObject: true });
    expect(fix?.line).toBe('"user": {"properties":{"age":{"type":"object","enabled":false}}}');
    expect(more.map(({ where }) => where)).toEqual(['sender']);
  });
});
