import { stampDocument } from './stamp-document.ts';

const TIME_NS = 1_717_729_200_123_456_789n;

it.each([
  ['{"a":12345678901234567890}', '{"@timestamp":"2024-06-07T03:00:00.123Z","a":12345678901234567890}'],
  ['{ }', '{"@timestamp":"2024-06-07T03:00:00.123Z" }'],
  [' \n{\n "a": "{" }', '{"@timestamp":"2024-06-07T03:00:00.123Z",\n "a": "{" }'],
])('puts the time before the fields of %j', (text, expected) => {
  expect(stampDocument({ data: Buffer.from(text), timeNs: TIME_NS, picked: [undefined] }).toString()).toBe(expected);
});

it.each(['2020-01-01T00:00:00Z', null, 0])('leaves a log that has the field as it is: %j', (value) => {
  const data = Buffer.from(JSON.stringify({ '@timestamp': value }));
  expect(stampDocument({ data, timeNs: TIME_NS, picked: [value] })).toBe(data);
});
