import fc from 'fast-check';
import { numberSource } from './number-source.ts';

describe('numberSource', () => {
  it.each([
    ['{"n":12345678901234567890}', 'n', '12345678901234567890'],
    [' {\n"n" :\t-1.50e+3 , "m":1}', 'n', '-1.50e+3'],
    ['{"s":"\\"n\\":1","n":2}', 'n', '2'],
    ['{"a":{"n":1},"b":[{"n":2}],"n":3}', 'n', '3'],
    ['{"n":1,"n":2}', 'n', '2'],
    ['{"\\u006e":4}', 'n', '4'],
    ['{"a":{"n":5}}', 'a.n', '5'],
    ['{"a.n":6,"a":{"n":5}}', 'a.n', '6'],
    ['{"a":{"n":1},"a":{"n":2}}', 'a.n', '2'],
    ['{"n":"1"}', 'n', undefined],
    ['{"n":[1]}', 'n', undefined],
    ['{"a":[1]}', 'a.0', undefined],
    ['{}', 'n', undefined],
    ['{"m":1}', 'n', undefined],
  ])('%s: %s is %s', (json, name, expected) => {
    expect(numberSource(Buffer.from(json), name)).toBe(expected);
  });

  it('finds in any object what JSON.parse finds', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(objects, fc.integer(), fc.nat(3), (object, number, indent) => {
        const json = JSON.stringify({ ...object, wanted: number, z: object }, null, indent);
        expect(numberSource(Buffer.from(json), 'wanted')).toBe(String(number));
      }),
    );
  });
});
