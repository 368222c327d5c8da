import { INFINITE } from './core/mapping-settings.ts';
import { readMapping } from './mapping.ts';

const BASE = {
  UUID: 'id',
  FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
};

it("has Lambda's defaults where the mapping is silent", () => {
  expect(readMapping({ ...BASE, State: 'Disabled' }, 5)).toMatchObject({
    mappingId: 'id',
    region: 'us-east-1',
    startingPosition: { kind: 'TRIM_HORIZON' },
    settings: {
      batchSize: 100,
      windowMs: 0,
      parallelizationFactor: 1,
      maximumRetryAttempts: INFINITE,
      maximumRecordAgeMs: INFINITE,
      bisectOnFunctionError: false,
      reportBatchItemFailures: false,
      hasOnFailure: false,
      filters: [],
    },
  });
});

it('takes over every setting', () => {
  const mapping = readMapping(
    {
      ...BASE,
      BatchSize: 7,
      MaximumBatchingWindowInSeconds: 2,
      ParallelizationFactor: 3,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::b' } },
      FilterCriteria: { Filters: [{ Pattern: '{"partitionKey":["k"]}' }] },
    },
    5,
  );
  expect(mapping).toMatchObject({
    onFailureArn: 'arn:aws:s3:::b',
    settings: {
      batchSize: 7,
      windowMs: 2000,
      parallelizationFactor: 3,
      maximumRetryAttempts: 0,
      maximumRecordAgeMs: 60_000,
      bisectOnFunctionError: true,
      reportBatchItemFailures: true,
      hasOnFailure: true,
      filters: [{ partitionKey: ['k'] }],
    },
  });
});

it.each([
  ['LATEST is when the mapping was seen', { StartingPosition: 'LATEST' as const }, 5],
  ['AT_TIMESTAMP', { StartingPosition: 'AT_TIMESTAMP' as const, StartingPositionTimestamp: new Date(9) }, 9],
])('%s', (_name, start, atMs) => {
  expect(readMapping({ ...BASE, ...start }, 5)?.startingPosition).toEqual({ kind: 'AT_TIMESTAMP', atMs });
});

it.each([
  ['an SQS queue', { ...BASE, EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' }],
  ['a mapping that is being made', { ...BASE, UUID: undefined }],
])('passes over %s', (_name, config) => {
  expect(readMapping(config, 5)).toBeUndefined();
});
