import { differencesOf } from './differences.ts';

describe('differencesOf', () => {
  it.each<[what: string, present: unknown, wanted: unknown, expected: readonly unknown[]]>([
    ['equal values', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
    ['a changed value', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', present: 1, wanted: 2 }]],
    ['an added value', {}, { a: 1 }, [{ path: 'a', wanted: 1 }]],
    ['a removed value', { a: 1 }, {}, [{ path: 'a', present: 1 }]],
    ['empty and absent', { a: [], b: {}, c: '' }, {}, []],
    ['false is a value', { a: false }, { a: true }, [{ path: 'a', present: false, wanted: true }]],
    [
      'variables by name, in any order',
      {
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        environment: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
          { name: 'A', value: '1' },
        ],
      },
      [
        { path: 'environment.B', present: '2', wanted: '3' },
        { path: 'environment.C', wanted: '4' },
      ],
    ],
    [
      'a variable that becomes empty',
      { environment: [{ name: 'A', value: '1' }] },
      { environment: [{ name: 'A', value: '' }] },
      [{ path: 'environment.A', present: '1' }],
    ],
    ['lists without names as a whole', { a: [1, 2] }, { a: [2, 1] }, [{ path: 'a', present: [1, 2], wanted: [2, 1] }]],
    [
      'two of one name as a whole',
      { a: [{ name: 'x', value: 1 }] },
      {
        a: [
          { name: 'x', value: 1 },
          { name: 'x', value: 2 },
        ],
      },
      [
        {
          path: 'a',
          present: [{ name: 'x', value: 1 }],
          wanted: [
            { name: 'x', value: 1 },
            { name: 'x', value: 2 },
          ],
        },
      ],
    ],
    ['an object in place of a text', { a: 'x' }, { a: { b: 1 } }, [{ path: 'a', present: 'x', wanted: { b: 1 } }]],
  ])('%s', (_what, present, wanted, expected) => {
    expect(differencesOf(present, wanted)).toEqual(expected);
  });
});
