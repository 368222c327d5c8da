import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Answer } from '../../local/event-source/core/answer.ts';
import { toEventRecord } from '../../local/event-source/core/event-record.ts';
import { DEFAULT_SETTINGS, simulateShard } from '../../local/event-source/testing/simulate-shard.ts';

const PROGRAM = join(__dirname, 'crashing-function.ts');
const ORIGIN = {
  streamArn: 'arn:aws:kinesis:ap-northeast-1:123456789012:stream/hostile',
  region: 'ap-northeast-1',
  shardId: 'shardId-000000000000',
  roleArn: 'arn:aws:iam::123456789012:role/hostile',
};
const RECORDS = 6;
const POISONED = 3;
/** So deep that its fields are not read from the bytes: it goes to JSON.parse, in which the program aborts. */
const DEEP: unknown = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`);

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesIn(name: string): readonly Buffer[] {
  return readdirSync(join(folder, name)).map((file) => readFileSync(join(folder, name, file)));
}

/** One invocation in a process of its own. */
function invoke(event: unknown): Answer {
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, folder], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return status === 0
    ? { status: 'returned', payload: JSON.parse(stdout), requestId: 'r' }
    : { status: 'functionError', functionError: 'Unhandled', requestId: 'r' };
}

it('a record that aborts the process is a dead letter after two kills, all else arrives once, and the shard is free', async () => {
  const records = Array.from({ length: RECORDS }, (_, n) => ({
    sequenceNumber: String(100 + n),
    partitionKey: 'key',
    arrivedAtMs: Date.now(),
    data: Buffer.from(
      JSON.stringify({
        log_type: 'app',
        log_id: n === POISONED ? 'poison' : `id-${n}`,
        time: '2026-11-23T07:16:06Z',
        ...(n === POISONED && { deep: DEEP }),
      }),
    ),
  }));
  let killsAlone = 0;
  const run = await simulateShard({
    settings: { ...DEFAULT_SETTINGS, bisectOnFunctionError: true, maximumRetryAttempts: 100 },
    origin: ORIGIN,
    records,
    maxSteps: 200,
    invoke: async (invocation) => {
      const answer = invoke({ Records: invocation.records.map((record) => toEventRecord(record, ORIGIN)) });
      if (answer.status === 'functionError' && invocation.records.length === 1) killsAlone++;
      return { answer, tookMs: 1 };
    },
    store: async () => {
      throw new Error('nothing may go to the on-failure destination');
    },
  });
  expect(run.settled).toBe(true);
  expect(killsAlone).toBe(2);
  const delivered = filesIn('delivered').map(String).sort();
  expect(delivered).toEqual(['id-0', 'id-1', 'id-2', 'id-4', 'id-5']);
  const deadLetters = filesIn('bucket').flatMap((body) => gunzipSync(body).toString().trimEnd().split('\n'));
  expect(deadLetters.map((line) => JSON.parse(line))).toMatchObject([
    { reason: 'crashed', data: records[POISONED]?.data.toString() },
  ]);
  expect(filesIn('rows')).toEqual([]);
}, 120_000);
