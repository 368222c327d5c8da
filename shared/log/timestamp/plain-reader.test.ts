import fc from 'fast-check';
import { createTimeParser, parseZoneRule, TIMESTAMP_FORMATS, zoneNamesWith } from './parse-time.ts';

function parseIn(zone: string, rules: readonly string[] = []) {
  const zoneNames = zoneNamesWith(rules.map((rule) => parseZoneRule(rule) ?? [rule, 0]));
  return createTimeParser({ formats: TIMESTAMP_FORMATS, zone, zoneNames });
}

/** The instant as ISO text, or the refusal's sentence. */
function read(text: string, arrival: string, zone = 'UTC', rules: readonly string[] = []): string {
  const result = parseIn(zone, rules)(text, 'text', Date.parse(arrival));
  return result.status === 'bad' ? result.error : new Date(Number(result.timeNs / 1_000_000n)).toISOString();
}

describe('a missing year is the latest that is no more than 24 h after the arrival', () => {
  it.each([
    ['Dec 31 23:59:59', '2027-01-01T00:00:05Z', 'UTC', '2026-12-31T23:59:59.000Z'],
    ['Dec 31 23:59:59', '2026-12-31T23:59:59Z', 'UTC', '2026-12-31T23:59:59.000Z'],
    ['Dec 31 23:59:59', '2026-12-31T00:00:00Z', 'UTC', '2026-12-31T23:59:59.000Z'],
    ['Dec 31 23:59:59', '2026-12-30T23:59:59Z', 'UTC', '2026-12-31T23:59:59.000Z'],
    ['Dec 31 23:59:59', '2026-12-30T23:59:58Z', 'UTC', '2025-12-31T23:59:59.000Z'],
    ['Jan 1 00:00:00', '2026-12-31T23:59:59Z', 'UTC', '2027-01-01T00:00:00.000Z'],
    ['Jan 1 00:00:00', '2026-12-31T00:00:00Z', 'UTC', '2027-01-01T00:00:00.000Z'],
    ['Jan 1 00:00:00', '2026-12-30T23:59:59Z', 'UTC', '2026-01-01T00:00:00.000Z'],
    ['Jan 1 00:00:00', '2027-01-01T00:00:00Z', 'UTC', '2027-01-01T00:00:00.000Z'],
    ['Jun 7 12:00:00', '2026-06-08T00:00:00Z', 'UTC', '2026-06-07T12:00:00.000Z'],
    ['Jun 7 12:00:00', '2026-06-06T12:00:00Z', 'UTC', '2026-06-07T12:00:00.000Z'],
    ['Jun 7 12:00:00', '2026-06-06T11:59:59Z', 'UTC', '2025-06-07T12:00:00.000Z'],
    ['Nov 28 01:02:03', '2026-11-28T01:02:04Z', 'UTC', '2026-11-28T01:02:03.000Z'],
    ['28 Nov 01:02:03', '2026-11-28T01:02:04Z', 'UTC', '2026-11-28T01:02:03.000Z'],
    ['11/28 01:02:03', '2026-11-28T01:02:04Z', 'UTC', '2026-11-28T01:02:03.000Z'],
    // Tokyo's New Year comes nine hours before UTC's.
    ['Dec 31 23:59:59', '2026-12-31T15:00:05Z', 'Asia/Tokyo', '2026-12-31T14:59:59.000Z'],
    ['Jan 1 00:00:00', '2026-12-31T14:59:58Z', 'Asia/Tokyo', '2026-12-31T15:00:00.000Z'],
    ['Jan 1 00:00:01', '2026-12-31T15:00:05Z', 'Asia/Tokyo', '2026-12-31T15:00:01.000Z'],
    ['Dec 31 18:59:59', '2027-01-01T00:00:05Z', 'America/New_York', '2026-12-31T23:59:59.000Z'],
    // With an offset in the text the zone plays no part.
    ['Dec 31 23:59:59 +0900', '2026-12-31T15:00:05Z', 'UTC', '2026-12-31T14:59:59.000Z'],
    ['Jan 1 00:00:01 +0900', '2026-12-31T15:00:05Z', 'America/New_York', '2026-12-31T15:00:01.000Z'],
    ['Dec 31 16:00:00 PST', '2027-01-01T00:00:05Z', 'UTC', '2027-01-01T00:00:00.000Z'],
    // A leap day is found in the year that has one.
    ['Feb 29 12:00:00', '2024-02-29T12:00:01Z', 'UTC', '2024-02-29T12:00:00.000Z'],
    ['Feb 29 12:00:00', '2027-03-01T00:00:00Z', 'UTC', '2024-02-29T12:00:00.000Z'],
    ['Feb 29 12:00:00', '2103-03-01T00:00:00Z', 'UTC', '2096-02-29T12:00:00.000Z'],
    // Without a day, the arrival's day in that month.
    ['Feb', '2024-03-31T12:00:00Z', 'UTC', '2024-02-29T00:00:00.000Z'],
    ['Dec', '2027-01-15T12:00:00Z', 'UTC', '2026-12-15T00:00:00.000Z'],
    // A day without a month is one of the last weeks.
    ['31 23:59:59', '2027-01-01T00:00:05Z', 'UTC', '2026-12-31T23:59:59.000Z'],
    ['31 23:59:59', '2026-03-01T00:00:05Z', 'UTC', '2026-01-31T23:59:59.000Z'],
    ['1 00:00:00', '2026-11-30T23:59:59Z', 'UTC', '2026-12-01T00:00:00.000Z'],
  ])('%s at %s in %s', (text, arrival, zone, expected) => expect(read(text, arrival, zone)).toBe(expected));

  it.each([
    ['Feb 30 12:00:00', 'there is no day 30 in month 2'],
    ['31/12 23:59', 'there is no day 12 in month 31'],
    ['24/11 10:00', 'there is no day 11 in month 24'],
    ['31 12 10:00', 'there is no day 12 in month 31'],
    ['13/13 10:00', 'there is no day 13 in month 13'],
    ['0/5', 'there is no day 5 in month 0'],
    ['0', 'no month has a day 0'],
  ])('refuses %s, a day that no year has', (text, problem) =>
    expect(read(text, '2026-12-31T00:00:00Z')).toContain(problem),
  );
});

describe('a missing date is the day that brings the time nearest to the arrival', () => {
  it.each([
    ['23:59:58', '2027-01-01T00:00:05Z', 'UTC', '2026-12-31T23:59:58.000Z'],
    ['00:00:01', '2026-12-31T23:59:58Z', 'UTC', '2027-01-01T00:00:01.000Z'],
    ['12:00:00', '2026-06-07T12:00:00Z', 'UTC', '2026-06-07T12:00:00.000Z'],
    ['23:59:59', '2026-06-07T12:00:00Z', 'UTC', '2026-06-07T23:59:59.000Z'],
    ['00:00:01', '2026-06-07T12:00:00Z', 'UTC', '2026-06-07T00:00:01.000Z'],
    // Twelve hours either way: the day before.
    ['00:00:00', '2026-06-07T12:00:00Z', 'UTC', '2026-06-07T00:00:00.000Z'],
    ['10:20', '2024-06-07T23:30:00Z', 'UTC', '2024-06-08T10:20:00.000Z'],
    ['10:20', '2024-06-07T22:00:00Z', 'UTC', '2024-06-07T10:20:00.000Z'],
    ['23:59:58', '2026-12-31T15:00:05Z', 'Asia/Tokyo', '2026-12-31T14:59:58.000Z'],
    ['00:00:02', '2026-12-31T14:59:58Z', 'Asia/Tokyo', '2026-12-31T15:00:02.000Z'],
    ['23:59:58+09:00', '2026-12-31T15:00:05Z', 'UTC', '2026-12-31T14:59:58.000Z'],
    ['23:59:58 JST', '2026-12-31T15:00:05Z', 'UTC', '2026-12-31T14:59:58.000Z'],
    ['23:59:58 -1200', '2026-06-07T12:00:00Z', 'Pacific/Kiritimati', '2026-06-07T11:59:58.000Z'],
    ['02:30:00', '2024-10-27T00:30:00Z', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    ['23:30:00', '2024-03-30T22:31:00Z', 'Europe/Berlin', '2024-03-30T22:30:00.000Z'],
    ['01:59:00', '2024-03-31T01:00:00Z', 'Europe/Berlin', '2024-03-31T00:59:00.000Z'],
    ['03:00:00', '2024-03-31T01:00:00Z', 'Europe/Berlin', '2024-03-31T01:00:00.000Z'],
    // A weekday without a day is the nearest such.
    ['Friday', '2024-06-07T12:00:00Z', 'UTC', '2024-06-07T00:00:00.000Z'],
    ['Thursday 10am', '2024-06-07T12:00:00Z', 'UTC', '2024-06-06T10:00:00.000Z'],
    ['Fri 23:59:59', '2027-01-02T00:00:01Z', 'UTC', '2027-01-01T23:59:59.000Z'],
    ['Mon 12:00', '2024-06-07T12:00:00Z', 'UTC', '2024-06-10T12:00:00.000Z'],
    ['Tue 12:00', '2024-06-07T12:00:00Z', 'UTC', '2024-06-04T12:00:00.000Z'],
  ])('%s at %s in %s', (text, arrival, zone, expected) => expect(read(text, arrival, zone)).toBe(expected));

  it('is never more than half a day away', () => {
    const two = (value: number): string => String(value).padStart(2, '0');
    const modern = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) });
    const clock = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59));
    fc.assert(
      fc.property(modern, clock, (arrivedAtMs, [hour, minute, second]) => {
        const text = `${two(hour)}:${two(minute)}:${two(second)}`;
        const result = parseIn('UTC')(text, 'text', arrivedAtMs);
        const timeMs = result.status === 'ok' ? Number(result.timeNs / 1_000_000n) : Number.NaN;
        expect(Math.abs(timeMs - Math.floor(arrivedAtMs / 1000) * 1000)).toBeLessThanOrEqual(43_200_000);
      }),
    );
  });
});

describe('zones', () => {
  const ARRIVAL = '2024-06-07T03:00:01Z';
  it.each([
    ['Fri Jun 07 2024 12:00:00 GMT+0900', '2024-06-07T03:00:00.000Z'],
    ['Fri Jun 07 2024 12:00:00 GMT+0900 (Japan Standard Time)', '2024-06-07T03:00:00.000Z'],
    ['Fri Jun 07 2024 12:00:00 GMT+0900 (日本標準時)', '2024-06-07T03:00:00.000Z'],
    ['Fri Jun 07 2024 12:00:00 GMT-0700 (Pacific Daylight Time)', '2024-06-07T19:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC+3', '2024-06-07T09:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC-3', '2024-06-07T15:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC+05:30', '2024-06-07T06:30:00.000Z'],
    // As Go prints times.
    ['2024-06-07 12:00:00 +0900 JST', '2024-06-07T03:00:00.000Z'],
    ['2024-06-07 12:00:00.123456789 +0000 UTC', '2024-06-07T12:00:00.123Z'],
    ['2024-06-07 12:00:00 +0900 JST m=+0.000012345', '2024-06-07T03:00:00.000Z'],
    // With a space before the offset dateutil drops it; people do not.
    ['2024-06-07 12:00:00 UTC +3', '2024-06-07T09:00:00.000Z'],
    ['2024-06-07 12:00:00 GMT +03:00', '2024-06-07T09:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC -0530', '2024-06-07T17:30:00.000Z'],
    ['2024-06-07 12:00:00 Z+3', '2024-06-07T09:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC+14', '2024-06-06T22:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC-12:00', '2024-06-08T00:00:00.000Z'],
    ['2024-06-07 12:00:00 EST-5', '2024-06-07T17:00:00.000Z'],
    ['Fri Jun  7 12:00:00 JST 2024', '2024-06-07T03:00:00.000Z'],
    ['2024-06-07 12:00:00 PM PST', '2024-06-07T20:00:00.000Z'],
    ['2024-06-07 12:00:00 GMT', '2024-06-07T12:00:00.000Z'],
    ['2024-06-07 12:00:00 UTC', '2024-06-07T12:00:00.000Z'],
    ['2024-06-07 12:00:00 UT', '2024-06-07T12:00:00.000Z'],
    ['2024-06-07 12:00:00 JST', '2024-06-07T03:00:00.000Z'],
    ['2024-06-07 12:00:00 JST+0900', '2024-06-07T03:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 EST', '2024-06-07T17:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 EDT', '2024-06-07T16:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 CST', '2024-06-07T18:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 CDT', '2024-06-07T17:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 MST', '2024-06-07T19:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 MDT', '2024-06-07T18:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 PST', '2024-06-07T20:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 PDT', '2024-06-07T19:00:00.000Z'],
    ['Fri, 07 Jun 2024 12:00:00 -0300 (BRST)', '2024-06-07T15:00:00.000Z'],
    ['2024-06-07T12:00:00+09:00[Asia/Tokyo]', '2024-06-07T03:00:00.000Z'],
    ['2024-06-07T12:00:00Z[Etc/UTC]', '2024-06-07T12:00:00.000Z'],
  ])('%s', (text, expected) => expect(read(text, ARRIVAL, 'America/New_York')).toBe(expected));

  it.each([
    ['2024-06-07 12:00:00 CST', ['CST=+08:00'], '2024-06-07T04:00:00.000Z'],
    ['2024-06-07 12:00:00 IST', ['CST=+08:00', 'IST=+05:30'], '2024-06-07T06:30:00.000Z'],
    ['2024-06-07 12:00:00 NST', ['NST=-0330'], '2024-06-07T15:30:00.000Z'],
  ])('%s with %j', (text, rules, expected) => expect(read(text, ARRIVAL, 'UTC', rules)).toBe(expected));

  it('an abbreviation without an offset is read in the zone, and told', () => {
    const unknown: string[] = [];
    const rules: string[] = [];
    const parse = createTimeParser({
      formats: ['dateutil'],
      zone: 'Asia/Tokyo',
      onUnknownZone: (name) => unknown.push(name),
      onRule: (rule) => rules.push(rule),
    });
    expect(parse('2024-06-07 12:00:00 BRST', 'text', 0)).toEqual({
      status: 'ok',
      timeNs: BigInt(Date.parse('2024-06-07T03:00:00Z')) * 1_000_000n,
    });
    expect(unknown).toEqual(['BRST']);
    expect(rules).toEqual([
      'zone BRST: unknown, read in Asia/Tokyo (TIMESTAMP_ZONES can name its offset)',
      'date and time by their parts',
    ]);
  });

  it.each([
    ['2024-06-07T03:00:00Z', ['ISO 8601']],
    ['1717729200', ['epoch seconds']],
    ['1717729200123', ['epoch milliseconds']],
    ['10/Oct/2000:13:55:36 -0700', ['Common Log Format']],
    [
      'Dec 31 23:59:59',
      ['date and time by their parts', 'year: the latest that is no more than 24 h after the arrival'],
    ],
    ['2024-06-07 12:00:00 JST', ['zone JST: +09:00', 'date and time by their parts']],
  ])('the rules that read %s', (text, expected) => {
    const rules: string[] = [];
    const parse = createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC', onRule: (rule) => rules.push(rule) });
    expect(parse(text, 'text', Date.parse(ARRIVAL)).status).toBe('ok');
    expect(rules).toEqual(expected);
  });

  it.each([
    '',
    'UTC=+01:00',
    'GMT=+00:00',
    'Z=+09:00',
    'JST',
    'jst=+09:00',
    'JST=09:00',
    'JST=+24:00',
    'TOOLONG=+01:00',
    'A=+1',
  ])('refuses the rule %j', (rule) => expect(parseZoneRule(rule)).toBeUndefined());

  it.each(['UTC', 'Asia/Tokyo', 'America/New_York'])('throws for no arrival that a Date can hold, in %s', (zone) => {
    const texts = fc.constantFrom('12:00', 'Dec 31', 'Fri', '31 10:00', 'Jan 1 00:00 JST', '1/1/70', '23:59:59 +1400');
    const arrivals = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(-8.64e15, 8.64e15));
    fc.assert(
      fc.property(texts, arrivals, (text, arrivedAtMs) => {
        const { status } = parseIn(zone)(text, 'text', arrivedAtMs);
        expect(['ok', 'bad']).toContain(status);
      }),
    );
  });
});

describe('suffixes behind an offset, which alone counts', () => {
  it.each([
    // Java, ZonedDateTime.toString()
    '2024-06-07T12:00:00+09:00[Asia/Tokyo]',
    '2024-06-07T12:00+09:00[Asia/Tokyo]',
    '2024-06-07T12:00:00.000000001+09:00[Asia/Tokyo]',
    '2024-06-07T12:00:00+09:00[GMT+09:00]',
    '2024-06-07T12:00:00+09:00[UTC+09:00]',
    '2024-06-07T12:00:00+09:00[+09:00]',
    '2024-06-07T03:00:00Z[UTC]',
    '2024-06-07T03:00Z[Etc/UTC]',
    // RFC 9557
    '2024-06-07T12:00:00+09:00[Asia/Tokyo][u-ca=gregory]',
    '2024-06-07T12:00:00+09:00[!Asia/Tokyo][!u-ca=japanese]',
    '2024-06-07T12:00:00+09:00[u-ca=gregory]',
    '2024-06-07T12:00:00+09:00[_foo=bar-baz][x-y=z]',
    '2024-06-07T12:00:00+09[Asia/Tokyo]',
    '2024-06-07T12:00:00+0900 [Asia/Tokyo]',
    // A zone that contradicts its offset.
    '2024-06-07T12:00:00+09:00[America/New_York]',
    // JavaScript, String(new Date())
    'Fri Jun 07 2024 12:00:00 GMT+0900 (Japan Standard Time)',
    'Fri Jun 07 2024 12:00:00 GMT+0900 (日本標準時)',
    'Fri Jun 07 2024 05:00:00 GMT+0200 (Mitteleuropäische Zeit (Sommer))',
    'Fri Jun 07 2024 12:00:00 GMT+0900 (GMT+09:00)',
    'Fri Jun 07 2024 12:00:00 JST (日本標準時)',
    'Fri Jun 07 2024 12:00:00 GMT+0900(JST)',
  ])('%s', (text) => expect(read(text, '2024-06-07T03:00:01Z')).toBe('2024-06-07T03:00:00.000Z'));

  it.each([
    '2024-06-07T12:00:00+09:00[]',
    '2024-06-07T12:00:00+09:00[Asia/Tokyo',
    '2024-06-07T12:00:00+09:00[[Asia/Tokyo]]',
    '2024-06-07T12:00:00+09:00[日本]',
    '2024-06-07T12:00:00[Asia/Tokyo]',
    '2024-06-07[Asia/Tokyo]',
    '2024-06-07T12:00:00 (Tokyo)',
    '2024-06-07T12:00:00+09:00 (a (b (c)))',
    '2024-06-07T12:00:00+09:00 (a',
  ])('%s is no time', (text) => expect(read(text, '2024-06-07T03:00:01Z')).toContain('is no time'));

  it.each(['[', '(', '(('])('many %s take no time', (open) => {
    const text = `2024-06-07T12:00:00+09:00 ${open.repeat(100_000)}${open === '[' ? ']' : ')'}`;
    expect(read(text, '2024-06-07T03:00:01Z')).toContain('is no time');
  });
});

describe('numbers that are no date', () => {
  it.each([
    ['-1', 'it is a number with a sign'],
    ['- 1', 'it is a number with a sign'],
    ['+5', 'it is a number with a sign'],
    ['-1717729200', 'it is a number with a sign'],
    ['17177292001', 'it is a number of 11 digits'],
    ['171772920', 'it is a number of 9 digits'],
    [' 17177292001 ', 'it is a number of 11 digits'],
    ['171772920012345', 'it is a number of 15 digits'],
    ['9'.repeat(400), 'it is a number of 400 digits'],
    ['123456789012', 'there is no day 78 in month 56'],
  ])('%s', (text, reason) => expect(read(text, '2024-06-07T03:00:01Z')).toContain(`(${reason}`));

  it('with dateutil, -1 is the first of the month, as there', () => {
    const parseTime = createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC', quirks: 'dateutil' });
    expect(parseTime('-1', 'text', Date.parse('2024-06-07T03:00:01Z'))).toMatchObject({ status: 'ok' });
  });
});
