import { createTimeParser, TIMESTAMP_FORMATS } from './parse-time.ts';
import { epochMsOf, utcText } from './utc-text.ts';

const parse = createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC' });

function textOf(time: string): string {
  const parsed = parse(time, 'text', 0);
  if (parsed.status === 'bad') throw new Error(parsed.error);
  return utcText(epochMsOf(parsed.timeNs));
}

it.each([
  ['2024-06-07T03:00:00.123456Z', '2024-06-07T03:00:00.123Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999Z'],
  ['1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z'],
  ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999Z'],
  ['9999-12-31T23:59:59-23:59', '9999-12-31T23:59:59.999Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00+23:59', '0001-01-01T00:00:00.000Z'],
])('%s is told as %s', (time, expected) => {
  expect(textOf(time)).toBe(expected);
});
