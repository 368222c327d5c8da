import fc from 'fast-check';
import { parseDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { openText } from '../input/open-text.ts';
import { readRecords } from '../input/read-records.ts';
import { dataLine } from './data-line.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };
const DEAD_LETTER = {
  identity: 'a/b/1',
  function: 'f',
  target: '-',
  reason: 'bad_time',
  partitionKey: 'key',
  data: '',
};

function lineOf(data: Buffer): string {
  const parsed = parseDeadLetter(Buffer.from(JSON.stringify({ ...DEAD_LETTER, arrivedAt: '2026-11-22T00:00:00Z' })));
  if (parsed.status !== 'found') throw new Error(parsed.sentence);
  return dataLine({ data, deadLetter: parsed.deadLetter });
}

async function readBack(text: string): Promise<readonly (string | undefined)[]> {
  const input = await openText(chunk(text), 1_000_000);
  const found: (string | undefined)[] = [];
  for await (const pieces of readRecords(input, { streamName: 's', nowMs: 0, fields: FIELDS })) {
    for (const piece of pieces) {
      for (const one of piece.found) found.push(one.status === 'record' ? one.record.data : undefined);
    }
  }
  return found;
}

async function* chunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const piece = fc.constantFrom(
  ...['{', '}', '[', ']', '"', ':', ',', '\n', '\r', ' ', '{"log_type":1}', '{"a":"b"}', '"Records"', '"reason"'],
  ...['\u0000', '\ufeff', 'あ', '\u2028', 'H4sIAAAAAAAAA', 'eyJ', '{"Records":[{"kinesis":{"data":"YQ=="}}]}'],
);
const payload = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.from(pieces.join(''))),
  fc.json().map((json) => Buffer.from(json)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
);

describe('dataLine', () => {
  it('is read as exactly the same records, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(payload, { minLength: 1, maxLength: 5 }), async (payloads) => {
        const text = payloads.map(lineOf).join('');
        expect(await readBack(text)).toEqual(payloads.map((data) => data.toString('base64')));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a log on one line as it is', () => {
    const log = '{"log_type":"app" ,"log_id":1,"n":12345678901234567890}';
    expect(lineOf(Buffer.from(log))).toBe(`${log}\n`);
  });

  it('keeps key and arrival of what needs an envelope', () => {
    expect(JSON.parse(lineOf(Buffer.from('a\nb')))).toEqual({
      partitionKey: 'key',
      arrivedAt: '2026-11-22T00:00:00Z',
      dataBase64: 'YQpi',
    });
  });
});
