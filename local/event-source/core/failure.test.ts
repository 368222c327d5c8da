import { type Failure, type FailureContext, failureKey, failureRecord } from './failure.ts';

function record(sequenceNumber: string, arrivedAtMs: number) {
  return {
    record: { sequenceNumber, partitionKey: 'k', arrivedAtMs, data: Buffer.from('{"a":1}') },
    bytes: 1,
  };
}
const failure: Failure = {
  batch: { records: [record('7', 1000), record('9', 2500)], retries: 2, invocations: 3 },
  condition: 'RetryAttemptsExhausted',
  response: { requestId: 'request', functionError: 'Unhandled' },
};
const context: FailureContext = {
  origin: {
    streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/s',
    region: 'eu-central-1',
    shardId: 'shardId-000000000002',
    roleArn: 'role',
  },
  functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
  mappingId: 'mapping',
  nowMs: Date.UTC(2026, 10, 22, 9, 8, 7),
  id: 'id',
};

const metadata = {
  requestContext: {
    requestId: 'request',
    functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 3,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-11-22T09:08:07.000Z',
  KinesisBatchInfo: {
    shardId: 'shardId-000000000002',
    startSequenceNumber: '7',
    endSequenceNumber: '9',
    approximateArrivalOfFirstRecord: '1970-01-01T00:00:01.000Z',
    approximateArrivalOfLastRecord: '1970-01-01T00:00:02.500Z',
    batchSize: 2,
    streamArn: 'arn:aws:kinesis:eu-central-1:000000000000:stream/s',
  },
};

it('gives SQS and SNS the metadata only', () => {
  expect(failureRecord(failure, context, 'metadata')).toEqual(metadata);
});

it('gives S3 the whole event too, as text', () => {
  const { payload, ...rest } = failureRecord(failure, context, 'withPayload');
  expect(rest).toEqual(metadata);
  const data = JSON.parse(payload ?? '').Records.map((one: { kinesis: { data: string } }) => one.kinesis.data);
  expect(data).toEqual(['eyJhIjoxfQ==', 'eyJhIjoxfQ==']);
});

it('has no response to show when the function was never invoked', () => {
  const { response: _, ...never } = failure;
  expect(failureRecord(never, context, 'metadata')).toMatchObject({
    requestContext: { requestId: 'id' },
    responseContext: null,
  });
});

it('puts the object at the documented key', () => {
  expect(failureKey(context)).toBe('aws/lambda/mapping/shardId-000000000002/2026/11/22/2026-11-22T09.08.07-id');
});
