import { gzipSync, zstdCompressSync } from 'node:zlib';
import { isRejected } from '../result.ts';
import { rejected, testEntry, testResult } from '../testing/results.ts';
import { groupDeadLetters } from './dead-letter-object.ts';
import { type ReadLine, readDeadLetters } from './read-dead-letters.ts';

const DEAD_LETTER = {
  identity: 'logs/shardId-000000000001/1',
  function: 'baikonur-dev-s3-sink-sink',
  target: '-',
  stage: 'dev',
  reason: 'bad_time',
  error: 'time: wrong',
  attempts: 1,
  logType: 'app',
  arrivedAt: '2026-11-22T09:30:00.000Z',
  failedAt: '2026-11-22T09:31:00.000Z',
  partitionKey: 'key',
  data: '{"n":1}',
};

function line(changes: object = {}): string {
  return `${JSON.stringify({ ...DEAD_LETTER, ...changes })}\n`;
}

async function read(...chunks: readonly Buffer[]): Promise<readonly ReadLine[]> {
  const lines: ReadLine[] = [];
  for await (const some of readDeadLetters(chunked(chunks))) lines.push(...some);
  return lines;
}

async function* chunked(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

function sentences(lines: readonly ReadLine[]): readonly unknown[] {
  return lines.map((one) => (one.status === 'broken' ? [one.line, one.sentence] : [one.line, one.deadLetter.identity]));
}

describe('readDeadLetters', () => {
  it('reads what the pipeline writes, byte for byte', async () => {
    const payloads = [
      Buffer.from('{"a":1}\n{"b":2}'),
      Buffer.from([0xff, 0, 0x0a]),
      Buffer.from(`"${'あ'.repeat(2e5)}"`),
    ];
    const results = payloads.map((data, n) =>
      testResult(n, { outcome: rejected('bad_time'), entry: testEntry(n, { data }) }),
    );
    const naming = { functionName: 'f', stage: 'dev', prefix: 'failed', unknownType: 'unknown', nowMs: 0 };
    const [object] = groupDeadLetters(results.filter(isRejected), naming);
    const lines = await read(object?.createBody() ?? Buffer.alloc(0));
    expect(lines.map((one) => one.status === 'found' && one.data)).toEqual(payloads);
    expect(lines[0]).toMatchObject({ line: 1, deadLetter: { reason: 'bad_time', attempts: 0, target: '-' } });
  });

  it('cuts an error that is longer than any that the pipeline writes', async () => {
    const [found] = await read(Buffer.from(line({ error: '['.repeat(100_000) })));
    expect(Buffer.byteLength(found?.status === 'found' ? found.deadLetter.error : '')).toBe(2_048);
  });

  it('keeps the line as it was', async () => {
    const raw = line({ extra: { b: 1, a: [2] } });
    expect(await read(gzipSync(raw))).toMatchObject([{ raw: Buffer.from(raw.trimEnd()) }]);
  });

  it.each<[string, Buffer[]]>([
    ['not compressed', [Buffer.from(line())]],
    ['one gzip member', [gzipSync(line())]],
    ['several members', [gzipSync(line().slice(0, 20)), gzipSync(line().slice(20))]],
    ['zstd', [zstdCompressSync(line())]],
    ['chunks of one byte', [...gzipSync(line())].map((byte) => Buffer.from([byte]))],
    ['no end of line', [gzipSync(line().trimEnd())]],
  ])('takes an object that is %s', async (_name, chunks) => {
    expect(sentences(await read(...chunks))).toEqual([[1, DEAD_LETTER.identity]]);
  });

  it.each<[string, Buffer, unknown[]]>([
    ['nothing', Buffer.alloc(0), [[0, 'it is empty']]],
    ['gzip of nothing', gzipSync(''), [[0, 'it is empty']]],
    ['another kind of file', Buffer.from('PNG\n'), [[1, 'it is no JSON object']]],
    ['a log', gzipSync('{"log_type":"app"}\n'), [[1, 'identity: expected text, got undefined']]],
    ['a hostile reason', gzipSync(line({ reason: '../up' })), [[1, 'reason: expected a code, got "../up"']]],
    [
      'no data',
      gzipSync(line({ data: undefined })),
      [[1, 'data: expected the record as text, or as base64 in dataBase64']],
    ],
    [
      'data that is no base64',
      gzipSync(line({ data: undefined, dataBase64: 'あ' })),
      [[1, 'data: expected the record as text, or as base64 in dataBase64']],
    ],
  ])('says what is wrong with %s', async (_name, body, expected) => {
    expect(sentences(await read(body))).toEqual(expected);
  });

  it('reads the lines around a broken one, and those before a damage', async () => {
    const whole = gzipSync(line() + line() + line({ identity: 'x' }));
    const cut = Buffer.concat([gzipSync(`${line()}{"tor`), gzipSync('n\n'), gzipSync(line()), whole.subarray(0, -30)]);
    expect(sentences(await read(cut)).slice(0, 3)).toEqual([
      [1, DEAD_LETTER.identity],
      [2, 'it is no JSON object'],
      [3, DEAD_LETTER.identity],
    ]);
    expect(sentences(await read(cut)).at(-1)).toEqual([
      expect.any(Number),
      'its compressed data is damaged from here on: unexpected end of file',
    ]);
  });

  it('tells of garbage behind the data', async () => {
    const lines = await read(gzipSync(line()), Buffer.from('garbage'));
    expect(sentences(lines).at(-1)).toEqual([
      expect.any(Number),
      'its compressed data is damaged from here on: incorrect header check',
    ]);
  });

  it('takes dead letters of other versions: unknown codes and fields, missing and wrong ones', async () => {
    const old = { identity: 'a/b/1', function: 'f', target: 't', reason: 'from_the_future', data: 'x', logType: 7 };
    const [found] = await read(
      gzipSync(`${JSON.stringify({ ...old, settled: [], cloudwatch: {}, arrivedAt: 'x' })}\n`),
    );
    expect(found).toMatchObject({
      status: 'found',
      deadLetter: {
        identity: 'a/b/1',
        function: 'f',
        target: 't',
        stage: '',
        reason: 'from_the_future',
        error: '',
        attempts: 0,
        arrivedAt: '1970-01-01T00:00:00.000Z',
        failedAt: '1970-01-01T00:00:00.000Z',
        partitionKey: '',
      },
    });
  });

  it('throws what the download throws', async () => {
    async function* cutOff(): AsyncGenerator<Buffer> {
      yield gzipSync(line()).subarray(0, 30);
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    }
    const reading = async (): Promise<void> => {
      for await (const _lines of readDeadLetters(cutOff()));
    };
    await expect(reading()).rejects.toThrow('read ECONNRESET');
  });

  it('reads a large object without keeping it', async () => {
    const member = gzipSync(line({ data: 'x'.repeat(1_000_000) }).repeat(10));
    async function* large(): AsyncGenerator<Buffer> {
      for (let n = 0; n < 3; n++) yield member;
    }
    let [bytes, mostAtOnce] = [0, 0];
    for await (const lines of readDeadLetters(large())) {
      const here = lines.reduce((sum, one) => sum + (one.status === 'found' ? one.data.length : 0), 0);
      bytes += here;
      mostAtOnce = Math.max(mostAtOnce, here);
    }
    expect(bytes).toBe(30_000_000);
    expect(mostAtOnce).toBeLessThan(3_000_000);
  });
});
