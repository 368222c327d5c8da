import { gunzipSync } from 'node:zlib';
import { isRejected, type RejectedResult, type Result } from '../result.ts';
import { createMemoryBucket, type MemoryBucket } from '../testing/memory-ports.ts';
import { rejected, testEntry, testResult } from '../testing/results.ts';
import type { DeadLetter } from './dead-letter.ts';
import { groupDeadLetters } from './dead-letter-object.ts';
import { deadLetterLine } from './to-dead-letter.ts';
import { type DeadLetterPorts, writeDeadLetters } from './write-dead-letters.ts';

const naming = {
  functionName: 'baikonur-dev-s3-sink-sink',
  stage: 'dev',
  prefix: 'failed',
  unknownType: 'unknown',
  nowMs: Date.UTC(2026, 10, 23),
};
const arrivedAtMs = Date.UTC(2026, 10, 22, 9, 30);

function toDeadLetter(result: RejectedResult, context: typeof naming): DeadLetter {
  return JSON.parse([...deadLetterLine(result, context)].join(''));
}

function rejectedResult(position: number, more: Partial<Result> & { readonly attempts?: number } = {}): RejectedResult {
  const result = testResult(position, {
    outcome: rejected('bad_time'),
    entry: testEntry(position, { arrivedAtMs }),
    ...more,
  });
  if (!isRejected(result)) throw new Error('the result of the test is not a rejected one');
  return result;
}

describe('deadLetterLine', () => {
  it('holds everything needed to put the record back', () => {
    const cloudwatch = { owner: '1', logGroup: '/ecs/app', logStream: 's', eventId: '38', eventTimeMs: 5 };
    const entry = testEntry(1, { arrivedAtMs, cloudwatch });
    expect(
      toDeadLetter(
        rejectedResult(1, { entry, known: { logType: 'app', logId: 'a', time: '"x"' }, attempts: 2 }),
        naming,
      ),
    ).toEqual({
      identity: entry.identity,
      function: 'baikonur-dev-s3-sink-sink',
      target: '-',
      stage: 'dev',
      reason: 'bad_time',
      error: 'it is wrong',
      attempts: 2,
      logType: 'app',
      logId: 'a',
      time: '"x"',
      arrivedAt: '2026-11-22T09:30:00.000Z',
      failedAt: '2026-11-23T00:00:00.000Z',
      partitionKey: 'key',
      cloudwatch,
      data: '{"n":1}',
    });
  });

  it('takes the fields of a log', () => {
    const log = { entry: testEntry(1), logType: 'app', logId: 'a', timeNs: 1_700_000_000_123_456_789n };
    expect(toDeadLetter(rejectedResult(1, { known: log }), naming)).toMatchObject({
      logType: 'app',
      logId: 'a',
      time: '2023-11-14T22:13:20.123Z',
    });
  });

  it('keeps bytes that are no text', () => {
    const data = Buffer.from([0xff, 0x00]);
    expect(toDeadLetter(rejectedResult(1, { entry: testEntry(1, { data }) }), naming)).toMatchObject({
      dataBase64: '/wA=',
    });
  });

  it.each([
    ['x'.repeat(5000), 2048],
    ['あ'.repeat(5000), 2048],
  ])('cuts a long error at 2 KB without tearing a character', (error, maxBytes) => {
    const deadLetter = toDeadLetter(
      rejectedResult(1, { outcome: { status: 'rejected', code: 'oversize', error } }),
      naming,
    );
    expect(Buffer.byteLength(deadLetter.error)).toBeLessThanOrEqual(maxBytes);
    expect(Buffer.byteLength(deadLetter.error)).toBeGreaterThan(maxBytes - 4);
    expect(deadLetter.error).not.toContain('\uFFFD');
  });
});

describe('a large payload', () => {
  const sizes = [98_303, 98_304, 98_305, 300_000];

  it.each(sizes.flatMap((size) => ['x', '\u0001', 'あ', '😀', '"'].map((char) => [size, char] as const)))(
    'of %i times %j comes in pieces and is kept as it is',
    (size, char) => {
      const data = Buffer.from(`a${char.repeat(size)}`);
      const pieces = [...deadLetterLine(rejectedResult(1, { entry: testEntry(1, { data }) }), naming)];
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(7 * 98_304);
      expect(JSON.parse(pieces.join('')).data).toBe(data.toString());
    },
  );

  it.each(sizes)('of %i bytes that are no text is kept as it is', (size) => {
    const data = Buffer.alloc(size, 0xff);
    const deadLetter = toDeadLetter(rejectedResult(1, { entry: testEntry(1, { data }) }), naming);
    expect(Buffer.from(deadLetter.dataBase64 ?? '', 'base64').equals(data)).toBe(true);
  });
});

describe('groupDeadLetters', () => {
  it('divides what is too large for one object, and compresses it piece by piece', () => {
    const data = Buffer.alloc(1_500_000, 1);
    const results = Array.from({ length: 7 }, (_, n) =>
      rejectedResult(n, { entry: testEntry(n, { arrivedAtMs, data }) }),
    );
    const objects = groupDeadLetters(results, naming);
    expect(objects.map((object) => object.results.length)).toEqual([2, 2, 2, 1]);
    expect(new Set(objects.map(({ key }) => key)).size).toBe(4);
    const lines = gunzipSync(objects[0]?.createBody() ?? '')
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).data.length)).toEqual([1_500_000, 1_500_000]);
  });

  it('writes one object for each target, reason and log type, in the hour of arrival', () => {
    const objects = groupDeadLetters(
      [
        rejectedResult(1, { known: { logType: 'app' } }),
        rejectedResult(2),
        rejectedResult(3, { known: { logType: 'app' } }),
        rejectedResult(4, { outcome: rejected('oversize'), target: 'kinesis:other' }),
      ],
      naming,
    );
    expect(objects.map(({ key, results }) => [key.split('/').slice(0, -1).join('/'), results.length])).toEqual([
      ['failed/baikonur-dev-s3-sink-sink/-/bad_time/app/2026/11/22/09', 2],
      ['failed/baikonur-dev-s3-sink-sink/-/bad_time/unknown/2026/11/22/09', 1],
      ['failed/baikonur-dev-s3-sink-sink/kinesis!3aother/oversize/unknown/2026/11/22/09', 1],
    ]);
    expect(
      gunzipSync(objects[0]?.createBody() ?? '')
        .toString()
        .trimEnd()
        .split('\n'),
    ).toHaveLength(2);
  });

  it('keeps the number of objects within bounds when ten thousand types are hostile', () => {
    const results = Array.from({ length: 10_000 }, (_, n) => rejectedResult(n, { known: { logType: `../type/${n}` } }));
    const objects = groupDeadLetters(results, naming);
    expect(objects.length).toBeLessThanOrEqual(101);
    expect(objects.flatMap((object) => object.results)).toHaveLength(10_000);
    for (const { key } of objects)
      expect(key).toMatch(/^failed\/baikonur-dev-s3-sink-sink\/-\/bad_time\/[^/]+\/2026\/11\/22\/09\/[^/]+$/);
  });
});

describe('writeDeadLetters', () => {
  const ports = (bucket: MemoryBucket): DeadLetterPorts => {
    let leftMs = 1000;
    const sleep = async (ms: number) => {
      leftMs -= Math.max(1, ms);
    };
    return {
      putObject: bucket.putObject,
      bucket: 'b',
      maxBytes: 1_000_000,
      signal: new AbortController().signal,
      remainingMs: () => leftMs,
      retries: { maxTries: 2, baseMs: 100, capMs: 100, untilDeadline: true, random: () => 0.5, sleep },
    };
  };

  it('gives back as retryable what could not be written, and only that', async () => {
    const bucket = createMemoryBucket();
    bucket.failPuts((key) => key.includes('/oversize/'));
    const results = [rejectedResult(1), rejectedResult(2, { outcome: rejected('oversize') }), testResult(3)];
    const after = await writeDeadLetters(results, naming, ports(bucket));
    expect(after.map(({ outcome }) => outcome.status)).toEqual(['rejected', 'retryable', 'delivered']);
    expect(after[1]?.outcome).toMatchObject({ scope: 'destination', error: expect.stringContaining('dead letter') });
    expect(bucket.deadLetters()).toHaveLength(1);
  });

  it('makes no more bodies at a time than there is memory for', async () => {
    const bucket = createMemoryBucket();
    let open = 0;
    let most = 0;
    const putObject: DeadLetterPorts['putObject'] = async (object) => {
      most = Math.max(most, ++open);
      await new Promise(setImmediate);
      await bucket.putObject(object);
      open--;
    };
    const results = Array.from({ length: 9 }, (_, n) =>
      rejectedResult(n, { target: `t${n}`, entry: testEntry(n, { data: Buffer.alloc(300_000) }) }),
    );
    await writeDeadLetters(results, naming, { ...ports(bucket), putObject });
    expect(most).toBe(3);
    expect(bucket.deadLetters()).toHaveLength(9);
  });

  it('tries as long as there is time', async () => {
    const bucket = createMemoryBucket();
    let failures = 5;
    bucket.failPuts(() => failures-- > 0);
    const [after] = await writeDeadLetters([rejectedResult(1)], naming, ports(bucket));
    expect(after?.outcome.status).toBe('rejected');
    expect(bucket.deadLetters()).toHaveLength(1);
  });

  it('writes the same dead letters under the same key', async () => {
    const bucket = createMemoryBucket();
    for (let repeat = 0; repeat < 2; repeat++) {
      await writeDeadLetters([rejectedResult(1), rejectedResult(2)], naming, ports(bucket));
    }
    expect(bucket.puts()).toBe(2);
    expect(bucket.deadLetters()).toHaveLength(2);
  });
});
