import { fitsRecord, MAX_RECORD_BYTES, splitLines } from '../samples/file-lines.ts';
import { judgeLines } from './judge-lines.ts';
import { matchLines } from './match-lines.ts';

const ENV = { LOG_S3_PREFIX: 'logs', FAILED_LOG_S3_BUCKET: 'd', PROGRESS_TABLE: 'p' };
const GOOD = '{"log_type":"app","log_id":"1","time":"2020-01-31T23:59:59Z","n":12345678901234567890}';
function judge(text: string, env: Record<string, string> = ENV) {
  return judgeLines(splitLines(Buffer.from(text)), env, 0);
}
function stored(key: string, ...lines: string[]) {
  return { key, lines: lines.map((line) => Buffer.from(line)) };
}
const KEY = 'logs/app/2020-01/31/file.gz';

it.each([
  ['', []],
  ['a', ['a']],
  ['a\nb\n', ['a', 'b']],
  ['a\r\n\r\n\nb', ['a', 'b']],
  ['\u00fc\n', ['\u00fc']],
])('splits %j', (text, expected) => {
  expect(splitLines(Buffer.from(text)).map(({ data }) => data.toString())).toEqual(expected);
});

it('numbers lines as an editor does', () => {
  expect(splitLines(Buffer.from('a\n\nb')).map(({ number }) => number)).toEqual([1, 3]);
});

it('knows what a record can hold, with its key', () => {
  const fits = (bytes: number): boolean => fitsRecord({ number: 1, data: Buffer.alloc(bytes) });
  expect([fits(MAX_RECORD_BYTES - 6), fits(MAX_RECORD_BYTES - 5)]).toEqual([true, false]);
});

it.each([
  ['baikonur', ENV, 'logs/app/2020-01/31'],
  ['hive', { ...ENV, S3_KEY_LAYOUT: 'hive' }, 'logs/log_type=app/dt=2020-01-31/hour=23'],
])('expects a log in the folder of its type and day: %s', (_layout, env, folder) => {
  expect(judge(GOOD, env)[0]?.entries[0]?.folder).toBe(folder);
});

it.each<[string, ReturnType<typeof stored>[], { onS3: number; lost: number[] }]>([
  ['found', [stored(KEY, GOOD)], { onS3: 1, lost: [] }],
  ['nowhere', [], { onS3: 0, lost: [1] }],
  ['in the folder of another day', [stored('logs/app/2020-02/01/file.gz', GOOD)], { onS3: 0, lost: [1] }],
  ['with another number', [stored(KEY, GOOD.replace('890}', '000}'))], { onS3: 0, lost: [1] }],
])('a valid log %s', (_name, archive, expected) => {
  expect(matchLines(judge(GOOD), [], archive, [])).toMatchObject(expected);
});

it('wants a line that was sent twice to be there twice', () => {
  const judged = judge(`${GOOD}\n${GOOD}`);
  expect(matchLines(judged, [], [stored(KEY, GOOD)], [])).toMatchObject({ onS3: 1, lost: [2] });
  expect(matchLines(judged, [], [stored(KEY, GOOD, GOOD)], [])).toMatchObject({ onS3: 2, lost: [] });
});

it.each([
  ['text', { data: 'no json' }],
  ['base64', { dataBase64: Buffer.from('no json').toString('base64') }],
])('takes the reason of a missing line from its dead letter, the bytes as %s', (_name, bytes) => {
  const deadLetter = {
    ...{ identity: 'i', function: 'f', target: '-', stage: 'local', attempts: 1, partitionKey: '' },
    ...{ arrivedAt: '', failedAt: '', reason: 'not_json' as const, error: 'expected a JSON object' },
    ...bytes,
  };
  const unsent = { number: 1, data: Buffer.alloc(3) };
  expect(matchLines(judge('\nno json'), [unsent], [], [deadLetter])).toEqual({
    lines: 2,
    onS3: 0,
    lost: [],
    rest: [
      { line: 1, reason: 'not_sent', error: expect.stringContaining('1 MiB') },
      { line: 2, reason: 'not_json', error: 'expected a JSON object' },
    ],
  });
});
