import { gzipSync } from 'node:zlib';
import { brief, decodeOne } from '../testing/decode-one.ts';
import { kplAggregate, logText } from '../testing/stream-records.ts';
import { createLineWatch } from './small-entries.ts';

const AS_NDJSON = { recordFormat: 'ndjson' } as const;

describe('entries that are too small for logs', () => {
  it.each([
    ['lines', lines(3000), 'it splits into 3000 entries of 1 bytes on average: logs are larger'],
    [
      'lines behind larger ones',
      `${lines(500, logText('a'))}${lines(40_000)}`,
      /^it splits into 40500 entries of \d bytes/,
    ],
    ['lines before a larger one', `${lines(5000)}${logText('a')}`, /^it splits into 5001 entries of 1 bytes/],
    ['empty objects', lines(1001, '{}'), 'it splits into 1001 entries of 2 bytes on average: logs are larger'],
  ])('are one reject with the bytes that came: %s', (_, text, error) => {
    const data = gzipSync(text);
    expect(decodeOne(data, AS_NDJSON)).toMatchObject([
      {
        status: 'rejected',
        entry: { data },
        reject: { code: 'too_large_decompressed', error: expect.stringMatching(error) },
      },
    ]);
  });

  it('in KPL are a reject for each of its records, and the records beside it are logs', () => {
    const aggregate = kplAggregate([logText('a'), lines(2000), logText('b')]);
    expect(decodeOne(aggregate, AS_NDJSON).map(brief)).toEqual(['.0/0 id a', '.1 too_large_decompressed', '.2/0 id b']);
  });

  it.each([
    ['as many as are allowed', lines(1000), 1000],
    ['many logs before small lines', `${lines(2000, logText('a'))}${lines(2000)}`, 4000],
    ['small lines before many logs', `${lines(1500)}${lines(2000, logText('a'))}`, 3500],
  ])('are entries: %s', (_, text, count) => {
    expect(decodeOne(text, AS_NDJSON)).toHaveLength(count);
  });

  it('are entries where any bytes are', () => {
    expect(decodeOne(lines(3000), { ...AS_NDJSON, content: 'bytes' })).toHaveLength(3000);
  });

  it('are counted ahead once, and only when those so far are small', () => {
    let calls = 0;
    const watch = createLineWatch(() => ({ lines: 100_000 * ++calls, bytes: 1e9 }));
    for (let line = 0; line < 1000; line++) expect(watch(1)).toBeUndefined();
    expect(calls).toBe(0);
    for (let line = 0; line < 1000; line++) expect(watch(1)).toBeUndefined();
    expect(calls).toBe(1);
  });
});

function lines(count: number, line = 'x'): string {
  return `${line}\n`.repeat(count);
}
