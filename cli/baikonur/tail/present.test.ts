import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { cloudwatch, kplAggregate, logText, streamRecords } from '../../../shared/log/testing/stream-records.ts';
import { createTimeParser, TIMESTAMP_FORMATS } from '../../../shared/log/timestamp/parse-time.ts';
import { createPresenter, type PresentOptions } from './present.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };
function present(payloads: readonly (Buffer | string)[], more: Partial<PresentOptions> = {}) {
  return createPresenter({
    decode: createDecoder({
      parts: ALL_PARTS,
      maxDecompressedBytes: 2 ** 26,
      maxBatchDecompressedBytes: 2 ** 28,
      recordFormat: 'json',
      fields: FIELDS,
      cloudwatchWrap: [],
    }),
    validate: createValidator({
      fields: FIELDS,
      optionalFields: [],
      unknownType: 'unknown',
      parseTime: createTimeParser({ formats: TIMESTAMP_FORMATS, zone: 'UTC' }),
    }),
    form: 'ndjson',
    paint: (_, text) => text,
    ...more,
  })(streamRecords(payloads));
}

it('gives the original text on a line each, out of whatever carried it', () => {
  const exact = ' {"log_type":"app","log_id":"1",\n"time":"2024-06-07T03:00:00Z","n":12345678901234567890}\n';
  const { lines, notes } = present([
    exact,
    kplAggregate([logText('2')]),
    cloudwatch([logText('3')]),
    '{"no":"fields"}',
  ]);
  expect(lines).toEqual([exact.replaceAll('\n', ''), logText('2'), logText('3'), '{"no":"fields"}']);
  expect(notes).toEqual([]);
});

it('tells what is no JSON beside the lines', () => {
  const { lines, notes } = present(['no json', logText('1')]);
  expect(lines).toEqual([logText('1')]);
  expect(notes).toEqual([expect.stringMatching(/^logs\/shardId-000000000001\/1000: not_json: expected a JSON object/)]);
});

it('shows only the types asked for, faulty logs of theirs included', () => {
  const takesType = (logType: string): boolean => logType === 'app';
  const faulty = '{"log_type":"app"}';
  const { lines, notes } = present([logText('1'), logText('2', 'other'), faulty, 'no json'], { takesType });
  expect({ lines, notes }).toEqual({ lines: [logText('1'), faulty], notes: [] });
});

it('is pretty: time, type, id, what is wrong, the text; no log steers the terminal', () => {
  const { lines } = present(
    [logText('1'), '{"log_type":"a\\u001b[2J","log_id":"\u009b1","time":"never"}', 'no\u0007'],
    {
      form: 'pretty',
    },
  );
  expect(lines[0]).toBe(`2024-06-07T02:59:59.000Z  app  1  ${logText('1')}`);
  expect(lines[1]).toMatch(
    /^2024-06-07T03:00:00.000Z {2}a\\u001b\[2J {2}\\u009b1 {2}bad_time: time: "never" is no time/,
  );
  expect(lines[2]).toMatch(/not_json: expected a JSON object, got "no/);
  expect(lines.join('')).not.toMatch(/\p{Cc}/u);
});
