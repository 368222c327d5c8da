import { kinesisLimits } from '../../../shared/delivery/output-limits.ts';
import { type OutputRecord, PortError, type PutRecords, type PutResult } from '../../../shared/pipeline/ports.ts';
import { createPack } from './pack.ts';
import { type SendOptions, sendLines } from './send-lines.ts';
import type { SendableChunk } from './sendable.ts';

const OK: PutResult = { status: 'ok' };
const THROTTLED: PutResult = { status: 'failed', code: 'ProvisionedThroughputExceededException', message: 'slow down' };
function refused(code: string): PortError {
  return new PortError(`Kinesis PutRecords to s: ${code}`, { code });
}

/** Answers calls in turn; `undefined` and what comes after the last: everything is taken. */
type Answer = ((records: readonly OutputRecord[]) => readonly PutResult[]) | Error | undefined;

function world(answers: readonly Answer[] = [], more: Partial<SendOptions> = {}) {
  const calls: string[][] = [];
  const taken: string[] = [];
  const warnings: string[] = [];
  const waits: number[] = [];
  let nowMs = 0;
  const left = [...answers];
  const put: PutRecords = async ({ records }) => {
    calls.push(records.map(({ data }) => data.toString()));
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    const results = answer?.(records) ?? records.map(() => OK);
    records.forEach(({ data }, index) => {
      if (results[index]?.status === 'ok') taken.push(data.toString());
    });
    return results;
  };
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    nowMs += Math.max(0, ms);
  };
  const now = (): number => nowMs;
  const fields = { logType: 'log_type', logId: 'log_id', time: 'time' };
  const options: SendOptions = {
    stream: 's',
    put,
    retries: { maxTries: 4, baseMs: 100, capMs: 1000, random: () => 1, sleep },
    signal: new AbortController().signal,
    pack: createPack({ form: 'plain', fields, maxLines: 500, now }),
    limits: kinesisLimits(1024),
    now,
    sleep,
    warn: (sentence) => warnings.push(sentence),
    progress: () => undefined,
    ...more,
  };
  return { options, calls, taken, warnings, waits };
}

async function* linesOf(...chunks: readonly (readonly string[])[]): AsyncGenerator<SendableChunk> {
  let number = 0;
  for (const chunk of chunks) {
    yield { records: chunk.map((text) => ({ number: ++number, data: Buffer.from(text) })), bad: [] };
  }
}
function many(count: number, bytes = 10): readonly string[] {
  return Array.from({ length: count }, (_, i) => String(i).padStart(bytes, '0'));
}

it('cuts calls at 500 records', async () => {
  const { options, calls, taken } = world();
  const counts = await sendLines(linesOf(many(1201), many(3)), options);
  expect(calls.map(({ length }) => length)).toEqual([500, 500, 201, 3]);
  expect(taken).toEqual([...many(1201), ...many(3)]);
  expect(counts).toMatchObject({ lines: 1204, sent: 1204, failed: 0, records: 1204, repeats: 0 });
});

it('cuts calls at their bytes', async () => {
  const { options, calls } = world();
  await sendLines(linesOf(many(12, 1_000_000)), options);
  expect(calls.map(({ length }) => length)).toEqual([5, 5, 2]);
});

it('puts again only what was refused, with growing pauses, and counts every line', async () => {
  const first: Answer = (records) => records.map((_, index) => (index % 2 === 0 ? OK : THROTTLED));
  const second: Answer = (records) => records.map((_, index) => (index === 0 ? THROTTLED : OK));
  const { options, calls, taken, warnings, waits } = world([first, second]);
  const counts = await sendLines(linesOf(['a', 'b', 'c', 'd']), options);
  expect(calls).toEqual([['a', 'b', 'c', 'd'], ['b', 'd'], ['b']]);
  expect([...taken].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(counts).toMatchObject({ lines: 4, sent: 4, failed: 0, repeats: 3 });
  expect({ warnings, waits }).toEqual({ warnings: [], waits: [100, 200] });
});

it('survives a call that fails as a whole', async () => {
  const { options, taken } = world([refused('ECONNRESET'), refused('TimeoutError')]);
  expect(await sendLines(linesOf(['a', 'b']), options)).toMatchObject({ sent: 2, repeats: 4 });
  expect(taken).toEqual(['a', 'b']);
});

it('counts what is refused again and again, and goes on with the rest', async () => {
  const never: Answer = (records) => records.map(({ data }) => (data.toString() === 'b' ? THROTTLED : OK));
  const { options, warnings } = world([never, never, never, never]);
  const counts = await sendLines(linesOf(['a', 'b'], ['c']), options);
  expect(counts).toMatchObject({ lines: 3, sent: 2, failed: 1, repeats: 3 });
  expect(warnings).toEqual(['s: ProvisionedThroughputExceededException: slow down']);
});

it.each(['ResourceNotFoundException', 'AccessDeniedException', 'CredentialsProviderError', 'ExpiredTokenException'])(
  'stops at once at %s',
  async (code) => {
    const { options, calls, warnings } = world([refused(code)]);
    const counts = await sendLines(linesOf(many(700), ['x']), options);
    expect(calls).toHaveLength(1);
    expect(counts).toMatchObject({ lines: 700, sent: 0, failed: 700 });
    expect(warnings).toEqual([`Kinesis PutRecords to s: ${code}`]);
  },
);

it('stops where the stream takes nothing at all any more', async () => {
  const { options } = world(Array.from({ length: 50 }, () => refused('ECONNREFUSED')));
  expect(await sendLines(linesOf(['a'], ['b'], ['c']), options)).toMatchObject({
    lines: 1,
    sent: 0,
    failed: 1,
    repeats: 3,
  });
});

it('counts lines that no record can hold, and says which', async () => {
  const { options, taken, warnings } = world();
  const counts = await sendLines(
    linesOf(['a', 'x'.repeat(1024 * 1024 - 5), 'b', 'x'.repeat(1024 * 1024 + 1)]),
    options,
  );
  expect(taken).toEqual(['a', 'b']);
  expect(counts).toMatchObject({ lines: 4, sent: 2, tooLarge: 2, failed: 0 });
  expect(warnings.toSorted()).toEqual([
    'line 2: 1048577 bytes with its key, s takes at most 1048576',
    'line 4: 1048577 bytes with its key, s takes at most 1048576',
  ]);
});

it('keeps to a rate', async () => {
  const { options, calls } = world([], { rate: 50 });
  await sendLines(linesOf(many(100)), options);
  expect(calls.map(({ length }) => length)).toEqual(Array(10).fill(10));
  // 100 lines at 50 a second: the last ten begin after 90 lines' time.
  expect(options.now()).toBe(1800);
});

it('ends at Ctrl-C with the counts of what was read, and repeats nothing', async () => {
  const ended = new AbortController();
  const stopNow: Answer = (records) => {
    ended.abort();
    return records.map((_, index) => (index === 0 ? OK : THROTTLED));
  };
  const { options, calls } = world([undefined, stopNow], { signal: ended.signal });
  const counts = await sendLines(linesOf(['a'], ['b', 'c'], ['never']), options);
  expect(calls).toEqual([['a'], ['b', 'c']]);
  expect(counts).toMatchObject({ lines: 3, sent: 2, failed: 1 });
});
