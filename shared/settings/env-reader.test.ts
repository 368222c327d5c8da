import { ConfigError, type Declaration, parseSettings } from './env-reader.ts';
import {
  decimal,
  flag,
  integer,
  list,
  listOf,
  oneOf,
  parsed,
  required,
  requiredList,
  requiredText,
  secret,
  text,
  type Variable,
} from './variable.ts';

const meaning = 'A variable';
function upper(value: string): string | undefined {
  return value === value.toUpperCase() ? value : undefined;
}

function problemsOf(env: Record<string, string>, variables: Declaration): ConfigError | undefined {
  try {
    parseSettings(env, variables, () => undefined);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

describe('parseSettings', () => {
  it.each<[string, Record<string, string>, Variable<unknown>, unknown]>([
    ['text', { A: ' x ' }, text({ meaning }), 'x'],
    ['text, default for an empty one', { A: ' ' }, text({ meaning, default: 'y' }), 'y'],
    ['text without a default', {}, text({ meaning }), undefined],
    ['integer', { A: '-7' }, integer({ meaning, default: 1 }), -7],
    ['integer, default', {}, integer({ meaning, default: 1 }), 1],
    ['decimal', { A: '1.5' }, decimal({ meaning, default: 1 }), 1.5],
    ['decimal without a default', {}, decimal({ meaning }), undefined],
    ['flag', { A: 'true' }, flag({ meaning, default: false }), true],
    ['flag, default', {}, flag({ meaning, default: true }), true],
    ['oneOf', { A: 'b' }, oneOf(['a', 'b'], { meaning, default: 'a' }), 'b'],
    ['list', { A: 'A, B,,C ' }, list({ meaning, allowed: 'upper case', parse: upper }), ['A', 'B', 'C']],
    ['listOf', { A: 'a' }, listOf(['a', 'b'], { meaning, default: ['b'] }), ['a']],
    ['listOf, default', {}, listOf(['a', 'b'], { meaning, default: ['b'] }), ['b']],
    ['secret', { A: 'ssm:/a' }, secret({ meaning }), { store: 'ssm', id: '/a' }],
    ['parsed, absent', {}, parsed({ meaning, allowed: 'upper case', absent: 'X', parse: upper }), 'X'],
  ])('reads %s', (_name, env, variable, expected) => {
    expect(parseSettings(env, { A: variable }, ({ A }) => A)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, Variable<unknown>, string]>([
    ['a missing text', {}, requiredText({ meaning }), 'A: required, but not set'],
    ['a missing list', { A: ' , ' }, requiredList({ meaning, allowed: 'x', parse: upper }), 'A: required, but not set'],
    [
      'an integer out of range',
      { A: '9' },
      integer({ meaning, default: 1, min: 1, max: 5 }),
      'A: expected a whole number from 1 to 5, got "9"',
    ],
    [
      'an integer with a fraction',
      { A: '1.5' },
      integer({ meaning, default: 1, min: 1 }),
      'A: expected a whole number of at least 1, got "1.5"',
    ],
    [
      'an integer past its end',
      { A: '9' },
      integer({ meaning, max: 5 }),
      'A: expected a whole number of at most 5, got "9"',
    ],
    ['a number that is none', { A: 'x' }, decimal({ meaning }), 'A: expected a number, got "x"'],
    ['a flag', { A: 'yes' }, flag({ meaning, default: true }), 'A: expected one of true, false, got "yes"'],
    [
      'a list of words',
      { A: 'a,z' },
      listOf(['a', 'b'], { meaning, default: [] }),
      'A: expected a comma-separated list out of a, b, got "a,z"',
    ],
    [
      'an item',
      { A: 'A,b' },
      list({ meaning, allowed: 'upper case', parse: upper }),
      'A: expected upper case, got "b"',
    ],
    [
      'a form of its own',
      { A: 'a' },
      required({ meaning, allowed: 'upper case', absent: '', parse: upper }),
      'A: expected upper case, got "a"',
    ],
    [
      'a secret, without showing it',
      { A: 'hunter2' },
      secret({ meaning }),
      'A: expected secretsmanager:<name or ARN>[#field], ssm:<name or ARN> or text:<value>, got 7 other characters',
    ],
    [
      'a login in an address, without showing it',
      { A: 'me:hunter2@host' },
      parsed({ meaning, allowed: 'an address', absent: '', parse: () => undefined }),
      'A: expected an address, got a text with an @',
    ],
  ])('names %s', (_name, env, variable, expected) => {
    expect(problemsOf(env, { A: variable })?.problems).toEqual([expected]);
  });

  it('reports everything that is wrong in one error, with the variables it is about', () => {
    const variables = { A: requiredText({ meaning }), B: integer({ meaning }), C: flag({ meaning, default: true }) };
    const parse = () =>
      parseSettings({ B: 'x', C: 'y' }, variables, (_values, { isSet, problem }) => {
        if (isSet('B') && isSet('C')) problem(['B', 'C'], 'only one of them may be set');
      });
    expect(parse).toThrow(/4 problems:\n- A: .*\n- B: .*\n- C: .*\n- B, C: only one of them may be set/);
    expect(problemsOf({ B: 'x', C: 'y' }, variables)?.details.map((one) => one.variables)).toEqual([
      ['A'],
      ['B'],
      ['C'],
    ]);
  });
});
