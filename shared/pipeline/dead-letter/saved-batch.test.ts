import { failureRecord } from '../../../local/event-source/core/failure.ts';
import { readSavedBatch } from './saved-batch.ts';

const origin = {
  streamArn: 'arn:aws:kinesis:us-east-1:1:stream/logs',
  shardId: 'shardId-000000000001',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::1:role/r',
};
const context = {
  origin,
  functionArn: 'arn:aws:lambda:us-east-1:1:function:baikonur-dev-router-route',
  mappingId: 'm',
  nowMs: Date.UTC(2026, 10, 22),
  id: 'id',
};

function saved() {
  const record = { sequenceNumber: '7', partitionKey: 'k', arrivedAtMs: 1_700_000_000_500, data: Buffer.from('x') };
  const batch = { records: [{ record, bytes: 1 }], invocations: 5 };
  return failureRecord({ batch: batch as never, condition: 'RetryAttemptsExhausted' }, context, 'withPayload');
}

describe('readSavedBatch', () => {
  it('reads what the event source writes', () => {
    expect(readSavedBatch(Buffer.from(JSON.stringify(saved())))).toMatchObject({
      status: 'found',
      function: 'baikonur-dev-router-route',
      condition: 'RetryAttemptsExhausted',
      attempts: 5,
      streamName: 'logs',
      shardId: 'shardId-000000000001',
      savedAtMs: context.nowMs,
      records: [{ sequenceNumber: '7', partitionKey: 'k', arrivedAtMs: 1_700_000_000_500, data: 'eA==' }],
    });
  });

  it.each([
    ['', 'it is empty'],
    ['[]', 'it is no JSON object'],
    [JSON.stringify({ ...saved(), payload: undefined }), 'payload: expected the event of the function as text'],
    [
      JSON.stringify({ ...saved(), requestContext: null }),
      'requestContext.functionArn: expected the ARN of a function',
    ],
    [JSON.stringify({ ...saved(), payload: '{"Records":[null]}' }), 'payload: expected an event of Kinesis'],
    [JSON.stringify({ ...saved(), payload: '{"Records":{}}' }), 'payload: expected an event of Kinesis'],
  ])('says what is wrong with %j', (text, sentence) => {
    expect(readSavedBatch(Buffer.from(text))).toEqual({ status: 'broken', sentence });
  });
});
