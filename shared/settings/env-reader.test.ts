import { ConfigError, type EnvReader, parseSettings } from './env-reader.ts';

function problemsOf(env: Record<string, string>, read: (reader: EnvReader) => unknown): readonly string[] {
  try {
    parseSettings(env, read);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseSettings', () => {
  it.each<[string, Record<string, string>, (env: EnvReader) => unknown, unknown]>([
    ['text', { A: ' x ' }, (env) => env.text('A'), 'x'],
    ['text, fallback for an empty one', { A: '' }, (env) => env.text('A', 'y'), 'y'],
    ['integer', { A: '-7' }, (env) => env.integer('A', 1), -7],
    ['integer, fallback', {}, (env) => env.integer('A', 1), 1],
    ['decimal', { A: '1.5' }, (env) => env.decimal('A', 1), 1.5],
    ['optional decimal', {}, (env) => env.optionalDecimal('A'), undefined],
    ['flag', { A: 'true' }, (env) => env.flag('A', false), true],
    ['oneOf', { A: 'b' }, (env) => env.oneOf('A', ['a', 'b'], 'a'), 'b'],
    ['list', { A: 'a, b,,c ' }, (env) => env.list('A'), ['a', 'b', 'c']],
    ['listOf', { A: 'a' }, (env) => env.listOf('A', ['a', 'b'], []), ['a']],
  ])('reads %s', (_name, env, read, expected) => {
    expect(parseSettings(env, read)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, (env: EnvReader) => unknown, string]>([
    ['a missing text', {}, (env) => env.text('A'), 'A: required, but not set'],
    [
      'an integer out of range',
      { A: '9' },
      (env) => env.integer('A', 1, { min: 1, max: 5 }),
      'A: expected a whole number from 1 to 5, got "9"',
    ],
    [
      'an integer with a fraction',
      { A: '1.5' },
      (env) => env.integer('A', 1, { min: 1 }),
      'A: expected a whole number of at least 1, got "1.5"',
    ],
    ['a number that is none', { A: 'x' }, (env) => env.decimal('A', 1), 'A: expected a number, got "x"'],
    ['a flag', { A: 'yes' }, (env) => env.flag('A', false), 'A: expected one of true, false, got "yes"'],
    [
      'a list',
      { A: 'a,z' },
      (env) => env.listOf('A', ['a', 'b'], []),
      'A: expected a comma-separated list out of a, b, got "a,z"',
    ],
  ])('names %s', (_name, env, read, expected) => {
    expect(problemsOf(env, read)).toEqual([expected]);
  });

  it('reports everything that is wrong in one error', () => {
    const read = (env: EnvReader) => [env.text('A'), env.integer('B', 1), env.flag('C', true)];
    expect(problemsOf({ B: 'x', C: 'y' }, read)).toHaveLength(3);
    expect(() => parseSettings({ B: 'x', C: 'y' }, read)).toThrow(/3 problems:\n- A: .*\n- B: .*\n- C: /);
  });
});
