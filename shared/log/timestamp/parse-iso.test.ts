import fc from 'fast-check';
import { parseDateutil } from './parse-dateutil.ts';
import { parseIso } from './parse-iso.ts';
import { toMoment } from './to-moment.ts';

function bySlowWay(text: string) {
  return toMoment(parseDateutil(text, true), { by: 'dateutil', reference: () => ({ year: 2020, month: 3, day: 14 }) });
}

function digits(min: number, max: number, length: number) {
  return fc.integer({ min, max }).map((value) => String(value).padStart(length, '0'));
}
const zones = fc
  .oneof(
    fc.constantFrom(
      '',
      'Z',
      ' Z',
      'z',
      '+',
      '-',
      ' +',
      'ZZ',
      '+5',
      '-5:30',
      '+05:3',
      '+053',
      '+05:300',
      ' ',
      '  +05:00',
    ),
    fc.tuple(fc.constantFrom('+', '-', ' +', ' -'), digits(0, 26, 2), fc.constantFrom('', ':'), digits(0, 61, 2)),
    fc.tuple(fc.constantFrom('+', '-', ' +', ' -'), digits(0, 26, 2)),
  )
  .map((parts) => (typeof parts === 'string' ? parts : parts.join('')));
const fractions = fc
  .oneof(
    fc.constantFrom('', '.', ',', '.5.', '.x', '.²', '.٣'),
    fc.tuple(fc.constantFrom('.', ','), fc.string({ unit: fc.constantFrom(...'0159'), minLength: 1, maxLength: 30 })),
  )
  .map((parts) => (typeof parts === 'string' ? parts : parts.join('')));
const isoLike = fc
  .tuple(
    digits(0, 9999, 4),
    fc.constant('-'),
    digits(0, 13, 2),
    fc.constant('-'),
    digits(0, 32, 2),
    fc.constantFrom('T', 'T', ' ', ' ', 't'),
    digits(0, 24, 2),
    fc.constant(':'),
    digits(0, 60, 2),
    fc.constant(':'),
    digits(0, 60, 2),
    fractions,
    zones,
  )
  .map((parts) => parts.join(''));
const mutated = fc
  .tuple(
    isoLike,
    fc.nat(30),
    fc.constantFrom('', '0', '9', ':', '-', '+', ' ', '.', 'T', 'Z', '²', '\0', 'a'),
    fc.nat(1),
  )
  .map(([text, at, char, cut]) => text.slice(0, at) + char + text.slice(at + cut));

describe('parseIso', () => {
  it.each([
    '2024-06-07T03:00:00Z',
    '2024-06-07T03:00:00.123Z',
    '2024-06-07 03:00:00,123456789',
    '2024-06-07T03:00:00+05:30',
    '2024-06-07T03:00:00.5-0530',
    '2024-06-07 03:00:00 -05',
    '2024-06-07T03:00:00 Z',
    '2024-06-07T03:00:00-00:00',
    '0001-01-01T00:00:00',
    '9999-12-31T23:59:59.9999999',
    '2000-02-29T00:00:00Z',
  ])('reads %s itself, as the grammar does', (text) => {
    expect({ status: 'ok', moment: parseIso(text) }).toEqual(bySlowWay(text));
  });

  it.each([
    '',
    '2024-06-07',
    '2024-06-07T03:00Z',
    '2023-02-29T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-06-07T24:00:00Z',
    '2024-06-07T23:59:60Z',
    '2024-06-07T03:00:00.Z',
    '2024-06-07T03:00:00 ',
    '2024-06-07T03:00:00+24:00',
    '2024-06-07T03:00:00+1:00',
    '２０24-06-07T03:00:00Z',
  ])('leaves %j to the grammar', (text) => expect(parseIso(text)).toBeUndefined());

  it('never answers otherwise than the grammar', () => {
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof(isoLike, mutated), (text) => {
        const moment = parseIso(text);
        if (moment === undefined) return;
        answered += 1;
        expect({ status: 'ok', moment }).toEqual(bySlowWay(text));
      }),
      { numRuns: 20_000 },
    );
    expect(answered).toBeGreaterThan(2000);
  });
});
