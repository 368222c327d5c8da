import fc from 'fast-check';
import { encodeKeySegment } from '../../names/key-segment.ts';
import { decodeKeySegment, parseDeadLetterKey } from './dead-letter-key.ts';

const HOUR_MS = Date.UTC(2026, 10, 22, 9);

describe('parseDeadLetterKey', () => {
  it.each(['failed', 'failed/deep', ''])('reads a key below the prefix "%s"', (prefix) => {
    const key = 'f/kinesis!3aother/bad_time/app.web/2026/11/22/09/logs_shard_1-abc.ndjson.gz';
    expect(parseDeadLetterKey(prefix === '' ? key : `${prefix}/${key}`, prefix)).toEqual({
      functionSegment: 'f',
      targetSegment: 'kinesis!3aother',
      reason: 'bad_time',
      typeSegment: 'app.web',
      hourMs: HOUR_MS,
      generation: 1,
    });
  });

  it('reads the generation', () => {
    expect(parseDeadLetterKey('f/-/bad_time/app/2026/11/22/09/logs-g2.ndjson.gz', '')).toMatchObject({ generation: 2 });
  });

  it.each([
    'failed/_progress/abc/1.json.gz',
    'failed/_redriven/run/f/-/bad_time/app/2026/11/22/09/x.ndjson.gz',
    'failed/_redriven/bad_time/-/app/2026/11/22/09/x.ndjson.gz',
    'failed/f/-/bad_time/app/2026/13/45/99/x.ndjson.gz',
    'failed/f/-/bad_time/app/2026/11/22/09/x.json',
    'aws/lambda/id/shard/2026/11/22/2026-11-22T09.00.00-uuid',
    'failed',
    '',
  ])('takes %j for no dead letter', (key) => {
    expect(parseDeadLetterKey(key, 'failed')).toBeUndefined();
  });
});

describe('decodeKeySegment', () => {
  it('undoes the encoding of every text that was not cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        expect(decodeKeySegment(encodeKeySegment(text, 2_000))).toBe(text);
      }),
    );
  });

  it('leaves a segment that was cut', () => {
    const cut = encodeKeySegment('x'.repeat(300));
    expect(decodeKeySegment(cut)).toBe(cut);
  });
});
