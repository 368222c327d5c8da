import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  createTimeParser,
  isTimestampFormat,
  isTimestampZone,
  type ParsedTime,
  TIMESTAMP_FORMATS,
  type TimestampFormat,
} from './parse-time.ts';

function ms(iso: string): number {
  return Date.parse(iso);
}
function ns(iso: string): bigint {
  return BigInt(ms(iso)) * 1_000_000n;
}
function ok(timeNs: bigint): ParsedTime {
  return { status: 'ok', timeNs };
}
const bad: ParsedTime = { status: 'bad', error: expect.any(String) };
const arrivedAtMs = ms('2024-06-07T03:00:00.500Z');
function inZone(zone: string) {
  return createTimeParser({ formats: TIMESTAMP_FORMATS, zone });
}
const parse = inZone('UTC');

describe('formats', () => {
  it.each([
    ['2024-06-07T03:00:00.123456789Z', ns('2024-06-07T03:00:00.123Z') + 456_000n],
    ['1584162754', 1_584_162_754_000_000_000n],
    ['1584162754.000000001', 1_584_162_754_000_000_001n],
    ['1584162754.1234567899', 1_584_162_754_123_456_789n],
    [' 1584162754', 1_584_162_754_000_000_000n],
    ['1584162754123\t', 1_584_162_754_123_000_000n],
    ['1584162754123.5', 1_584_162_754_123_500_000n],
    ['1.584162754e9', 1_584_162_754_000_000_000n],
    ['1584162754123', 1_584_162_754_123_000_000n],
    ['1584162754123456', 1_584_162_754_123_456_000n],
    ['1584162754123456789', 1_584_162_754_123_456_789n],
    ['10/Oct/2000:13:55:36 -0700', ns('2000-10-10T20:55:36Z')],
    ['[10/Oct/2000:13:55:36 +0530]', ns('2000-10-10T08:25:36Z')],
    ['20240607', ns('2024-06-07T00:00:00Z')],
    ['1969-12-31T23:59:59.999999Z', -1000n],
  ])('reads the text %s', (text, timeNs) => expect(parse(text, 'text', arrivedAtMs)).toEqual(ok(timeNs)));

  it.each([
    '-1584162754',
    '+1584162754',
    '1584162754.',
    '1.584162754e8',
    '1584162754e',
    '１５８４１６２７５４',
    '158416275',
    '15841627541',
    '1584162754123.',
    '10/Oct/2000:13:55:36',
    '10/Oct/2000:24:55:36 -0700',
    '31/Feb/2000:13:55:36 -0700',
    '10/Foo/2000:13:55:36 -0700',
    '10/Oct/2000:13:55:36 -2400',
    '[10/Oct/2000:13:55:36 -0700',
    '10/Oct/0000:13:55:36 -0700',
    '',
  ])('refuses the text %j', (text) => expect(parse(text, 'text', arrivedAtMs)).toEqual(bad));

  it.each([
    ['1584162754', ok(1_584_162_754_000_000_000n)],
    ['1584162754.25', ok(1_584_162_754_250_000_000n)],
    ['1584162754123', ok(1_584_162_754_123_000_000n)],
    ['1584162754123456', ok(1_584_162_754_123_456_000n)],
    ['1584162754123456789', ok(1_584_162_754_123_456_789n)],
    ['20240607', bad],
    ['2024', bad],
    ['-1584162754', bad],
    ['1.5e9', ok(1_500_000_000_000_000_000n)],
    ['1.5e8', bad],
    ['1.717729200123E9', ok(1_717_729_200_123_000_000n)],
    ['1.7177292E9', ok(1_717_729_200_000_000_000n)],
    ['1.717729200123E12', ok(1_717_729_200_123_000_000n)],
    ['17177292001235e-1', ok(1_717_729_200_123_500_000n)],
    ['0.1717729200123E10', ok(1_717_729_200_123_000_000n)],
    ['1.717729200123456789E9', ok(1_717_729_200_123_456_789n)],
    ['1717729200123.5', ok(1_717_729_200_123_500_000n)],
    ['1717729200123456.7', ok(1_717_729_200_123_456_700n)],
    ['1717729200123456789.9', ok(1_717_729_200_123_456_789n)],
    ['1e99', bad],
    ['1e-99', bad],
    ['0', bad],
  ])('reads the number %s', (source, result) => expect(parse(source, 'number', arrivedAtMs)).toEqual(result));

  it.each<[TimestampFormat, string, 'text' | 'number', ParsedTime['status']]>([
    ['dateutil', '1584162754', 'text', 'bad'],
    ['dateutil', '1584162754', 'number', 'bad'],
    ['dateutil', '10/Oct/2000:13:55:36 -0700', 'text', 'bad'],
    ['epoch', '2024-06-07T03:00:00Z', 'text', 'bad'],
    ['epoch', '1584162754', 'text', 'ok'],
    ['clf', '10/Oct/2000:13:55:36 -0700', 'text', 'ok'],
    ['clf', '2024-06-07T03:00:00Z', 'text', 'bad'],
    ['clf', '1584162754', 'number', 'bad'],
  ])('%s alone: %s as %s is %s', (format, value, kind, status) => {
    const only = createTimeParser({ formats: [format], zone: 'UTC' });
    expect(only(value, kind, arrivedAtMs).status).toBe(status);
  });

  it('asks dateutil first, whatever the order of the setting', () => {
    const reversed = createTimeParser({ formats: ['clf', 'epoch', 'dateutil'], zone: 'UTC' });
    // Ten digits, but dateutil takes them for the year 2020.
    expect(reversed('0000002020', 'text', arrivedAtMs)).toEqual(ok(ns('2020-06-07T00:00:00Z')));
  });
});

describe('errors', () => {
  it.each([
    [
      '12 parsecs',
      'text',
      /^"12 parsecs" is no time \("parsecs" has no meaning in it\): expected a date.*epoch.*Common Log/,
    ],
    ['2024-02-30', 'text', /^"2024-02-30" is no time \(there is no day 30 in month 2 of year 2024\)/],
    ['', 'text', /^"" is no time \(it has no part of a date or time\)/],
    [
      '42',
      'number',
      /^the number 42 is no time: expected an epoch time of 10 \(s\), 13 \(ms\), 16 \(µs\) or 19 \(ns\) digits$/,
    ],
    ['x'.repeat(5000), 'text', /^"x{100}…" is no time \("x{40}" has/],
  ] as const)('%.20s (%s)', (value, kind, sentence) => {
    const result = parse(value, kind, arrivedAtMs);
    expect(result.status === 'bad' ? result.error : '').toMatch(sentence);
  });

  it('a text longer than a record', () => {
    expect(parse(`${' '.repeat(1_048_571)}10:20`, 'text', arrivedAtMs)).toEqual(ok(ns('2024-06-07T10:20:00Z')));
    expect(parse(`${' '.repeat(1_048_572)}10:20`, 'text', arrivedAtMs)).toEqual({
      status: 'bad',
      error: expect.stringContaining('1048577 characters'),
    });
  });

  it('a number where no epoch is allowed', () => {
    const result = createTimeParser({ formats: ['clf'], zone: 'UTC' })('42', 'number', arrivedAtMs);
    expect(result).toEqual({ status: 'bad', error: expect.stringContaining('expected a text') });
  });
});

describe('options', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Etc/GMT+3'])('%s is a zone', (name) =>
    expect(isTimestampZone(name)).toBe(true),
  );
  it.each(['', ':UTC', 'Mars/Olympus', 'Europe/Berlin '])('%j is no zone', (name) => {
    expect(isTimestampZone(name)).toBe(false);
    expect(() => inZone(name)).toThrow(RangeError);
  });
  it.each([...TIMESTAMP_FORMATS])('%s is a format', (name) => expect(isTimestampFormat(name)).toBe(true));
  it.each(['', 'iso', 'Dateutil'])('%j is no format', (name) => expect(isTimestampFormat(name)).toBe(false));
  it('needs a format', () =>
    expect(() => createTimeParser({ formats: [], zone: 'UTC' })).toThrow('dateutil,epoch,clf'));
});

describe('the reference, as dateutil takes it', () => {
  const asDateutil = (zone: string) => createTimeParser({ formats: TIMESTAMP_FORMATS, zone, quirks: 'dateutil' });

  it.each([
    ['UTC', '2024-06-07T23:30:00Z', '10:20', '2024-06-07T10:20:00Z'],
    ['Europe/Berlin', '2024-06-07T22:30:00Z', '10:20', '2024-06-08T08:20:00Z'],
    ['America/New_York', '2024-06-07T03:30:00Z', '10:20', '2024-06-06T14:20:00Z'],
    ['UTC', '2024-12-31T23:59:59.999Z', 'Jan 1 00:00:00', '2024-01-01T00:00:00Z'],
    ['Asia/Tokyo', '2024-12-31T15:00:00Z', 'Jan 1 00:00:00', '2024-12-31T15:00:00Z'],
    ['UTC', '2024-03-31T12:00:00Z', 'Feb', '2024-02-29T00:00:00Z'],
    ['UTC', '2024-06-07T12:00:00Z', 'Friday', '2024-06-07T00:00:00Z'],
    ['UTC', '2024-06-07T12:00:00Z', 'Thursday 10am', '2024-06-13T10:00:00Z'],
    ['UTC', '2024-06-07T12:00:00Z', '7-Jun-73', '2073-06-07T00:00:00Z'],
    ['UTC', '2024-06-07T12:00:00Z', '7-Jun-74', '1974-06-07T00:00:00Z'],
    ['UTC', '2099-06-07T12:00:00Z', '7-Jun-48', '2148-06-07T00:00:00Z'],
    ['UTC', '2099-06-07T12:00:00Z', '7-Jun-49', '2049-06-07T00:00:00Z'],
    ['Pacific/Auckland', '2023-12-31T11:00:00Z', '7-Jun-73', '2073-06-06T12:00:00Z'],
    ['Pacific/Auckland', '2023-12-31T10:59:59Z', '7-Jun-73', '1973-06-06T12:00:00Z'],
  ])('in %s at %s, %s is %s', (zone, reference, text, instant) => {
    expect(asDateutil(zone)(text, 'text', ms(reference))).toEqual(ok(ns(instant)));
  });

  it('gives a retry after midnight, or in another season, the same answer', () => {
    const texts = ['10:20', 'Oct 27 02:30:00', 'Friday', '2024-10-27T02:30:00', '7-Jun-74'];
    const answers = ['2024-06-07T23:59:59Z', '2024-12-08T00:00:01Z', '2031-01-01T00:00:00Z'].map((now) => {
      jest.useFakeTimers({ now: ms(now) });
      return [inZone, asDateutil].flatMap((parserOf) =>
        texts.map((text) => parserOf('Europe/Berlin')(text, 'text', ms('2024-06-07T21:59:59Z'))),
      );
    });
    jest.useRealTimers();
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});

describe('properties', () => {
  const epochMs = fc.integer({ min: ms('0001-01-02T00:00:00Z'), max: ms('9999-12-30T00:00:00Z') });

  it('reads back what ISO 8601 writes', () => {
    fc.assert(
      fc.property(epochMs, fc.constantFrom('Z', '+00:00'), (instant, suffix) => {
        const text = new Date(instant).toISOString().replace('Z', suffix);
        expect(parse(text, 'text', arrivedAtMs)).toEqual(ok(BigInt(instant) * 1_000_000n));
      }),
    );
  });

  it('a time without zone is read in the zone, except where the clocks are turned back', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const modern = fc.integer({ min: ms('1975-01-01T00:00:00Z'), max: ms('2100-01-01T00:00:00Z') });
    fc.assert(
      fc.property(modern, zones, (instant, zone) => {
        const local = DateTime.fromMillis(instant, { zone });
        const result = inZone(zone)(local.toISO({ includeOffset: false }) ?? '', 'text', arrivedAtMs);
        const first = Math.min(...local.getPossibleOffsets().map((one) => one.toMillis()));
        expect(result).toEqual(ok(BigInt(first) * 1_000_000n));
      }),
    );
  });

  it('never throws, and answers the same twice', () => {
    const unit = fc
      .constantFrom('grapheme', 'binary', 'grapheme-ascii')
      .chain((kind) => fc.string({ unit: kind as 'binary' }));
    const pieces = fc.constantFrom(
      '2024',
      '-',
      '06',
      ':',
      '.',
      ',',
      ' ',
      'T',
      'Z',
      '+',
      'am',
      'Jan',
      'of',
      'h',
      '1.5',
      'Mon',
      '²',
      '٣',
    );
    const texts = fc.oneof(
      unit,
      fc.array(pieces, { maxLength: 12 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom('text', 'number'), fc.integer(), (text, kind, reference) => {
        const first = parse(text, kind, reference);
        expect(['ok', 'bad']).toContain(first.status);
        expect(parse(text, kind, reference)).toEqual(first);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['1.a.', '1.', '10:20 ', '9', '٣', '12,', 'é', ' ', '10h', 'mon ', '10:20GMT+', 'Jan of ', '\0', '🄀'])(
    'is done with 200,000 characters of %j at once',
    (piece) => {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      const startMs = performance.now();
      for (const long of [text, `10:20 ${text}`, `10.${text}h`]) parse(long, 'text', arrivedAtMs);
      // Linear work takes some tens of milliseconds, quadratic work minutes.
      expect(performance.now() - startMs).toBeLessThan(10_000);
    },
  );
});
