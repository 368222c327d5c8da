import { decimalOf, integerOf, isNumberToken, sixtiethsOf } from './number-token.ts';

describe('numbers', () => {
  it.each([
    ['0.5', 30],
    ['1.25', 15],
    ['3', 0],
    ['3.000', 0],
    ['0.999', 59],
    ['0.01', 0],
    ['0.0166666666666666666666666666', 0],
    ['0.0166666666666666666666666667', 1],
    ['0.9999999999999999999999999999', 59],
    ['0.99999999999999999999999999999', 60],
    ['0.99999999999999999999999999985', 59],
    ['0.9999999999999999999999999998500000000000000000000000001', 59],
    [`0.${'0'.repeat(5000)}1`, 0],
    [`0.${'9'.repeat(5000)}`, 60],
  ])('%.60s has this many sixtieths', (text, sixtieths) => {
    const value = decimalOf(text);
    expect(value && sixtiethsOf(value)).toBe(sixtieths);
  });

  it.each([
    ['07', 7],
    ['', Number.NaN],
    ['²', Number.NaN],
    ['1.5', Number.NaN],
    ['-1', Number.NaN],
    [undefined, Number.NaN],
    [`${'0'.repeat(4299)}7`, 7],
    [`${'0'.repeat(4300)}7`, Number.NaN],
  ])('the integer of %.20s', (text, value) => expect(integerOf(text)).toBe(value));

  it.each(['nan', 'INF', 'Infinity', '1', '1.5'])('%s counts as a number', (token) =>
    expect(isNumberToken(token)).toBe(true),
  );
  it.each(['1.', '.5', '1,5', '1²', 'n', '', ' '])('%j does not', (token) => expect(isNumberToken(token)).toBe(false));
});
