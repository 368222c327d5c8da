import { Readable } from 'node:stream';
import type { Invoked } from '../../../shared/aws/invoke-function.ts';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { createBatchSender, createSavedBatchSources, planSavedBatches } from './saved-batches.ts';

const KEY = 'aws/lambda/mapping/shard/2026/11/22/x';
const EVENT = {
  Records: [
    {
      eventID: 'shardId-0:7',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:1:stream/s',
      kinesis: { sequenceNumber: '7', partitionKey: 'k', data: 'e30=' },
    },
  ],
};
const BODY = JSON.stringify({
  requestContext: { functionArn: 'arn:aws:lambda:us-east-1:1:function:f', condition: 'RetryAttemptsExhausted' },
  payload: JSON.stringify(EVENT),
});
const place = { bucket: 'b', prefix: 'failed' };
const openObject: OpenObject = async ({ key }) => Readable.from([Buffer.from(key === KEY ? BODY : '{')]);

const OPTIONS = { place, range: { fromMs: 0, toMs: 6 }, functions: [], isOfStage: () => true };

async function* list() {
  yield { objects: [KEY, `${KEY}2`].map((key) => ({ key, bytes: 9, writtenAtMs: 5 })), folders: [] };
}

it.each([
  [undefined, [KEY]],
  ['f', [KEY]],
  ['g', []],
])('plans the batches of function %s', async (named, keys) => {
  const plan = await planSavedBatches({ ...OPTIONS, ...(named && { function: named }) }, { list, openObject });
  expect(plan.keys).toEqual(keys);
  expect(plan.logs).toBe(keys.length);
  expect(plan.problems).toEqual([`${KEY}2: it is no JSON object`]);
});

it('leaves a batch that names a function of someone else', async () => {
  const plan = await planSavedBatches({ ...OPTIONS, isOfStage: (name) => name !== 'f' }, { list, openObject });
  expect(plan).toMatchObject({ keys: [], logs: 0, left: 2 });
  expect(plan.problems).toContain(`${KEY}: it names f: no function of this stage that reads a stream`);
});

it('reads the event as it was, and moves the object', async () => {
  const calls: unknown[] = [];
  const note = async (call: object): Promise<void> => void calls.push(call);
  const sources = createSavedBatchSources(place, { openObject, copy: note, remove: note });
  const read = [];
  for await (const some of (await sources.open(KEY)) ?? []) read.push(...some);
  expect(read[0]).toMatchObject({ status: 'item', item: { function: 'f', record: { data: JSON.stringify(EVENT) } } });
  await sources.finish(KEY, 'run');
  expect(calls).toEqual([
    { bucket: 'b', from: KEY, to: `failed/_redriven/run/${KEY}` },
    { bucket: 'b', key: KEY },
  ]);
});

it.each<[string, Invoked, object]>([
  ['settled', { status: 'returned', payload: { batchItemFailures: [] } }, { outcomes: [{ status: 'delivered' }] }],
  [
    'not settled',
    { status: 'returned', payload: { batchItemFailures: [{ itemIdentifier: '7' }] } },
    { outcomes: [{ status: 'retryable', scope: 'entry' }] },
  ],
  ['no answer', { status: 'returned', payload: {} }, { outcomes: [{ status: 'retryable' }] }],
  ['died', { status: 'failed', type: 'Runtime.ExitError', message: 'killed' }, { status: 'crashed' }],
  ['gone', { status: 'missing' }, { status: 'refused' }],
])('reads the end of an invocation: %s', async (_name, invoked, expected) => {
  const record = { identity: KEY, partitionKey: '', arrivedAt: '', data: '{}' };
  const item = { line: 1, function: 'f', target: '-', generation: 0, record };
  expect(await createBatchSender(async () => invoked)([item])).toMatchObject(expected);
});
