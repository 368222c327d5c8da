import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createLogPipeline, DELIVERED, type LogPipelineOptions } from './pipeline.ts';

const RIGHT: LogPipelineOptions = {
  deliver: async (logs) => logs.map(() => DELIVERED),
  deadLetters: { s3: new S3Client({ region: 'us-east-1' }), bucket: 'b' },
  progress: { dynamodb: new DynamoDBClient({ region: 'us-east-1' }), table: 't' },
};

describe('createLogPipeline refuses, when the function starts,', () => {
  it.each<[Partial<LogPipelineOptions>, string]>([
    [{ deliver: undefined as never }, 'deliver: expected a function'],
    [{ deadLetters: { ...RIGHT.deadLetters, bucket: '' } }, 'deadLetters.bucket: expected the name of a bucket'],
    [
      { progress: { dynamodb: {} as never, table: '' } },
      'progress.dynamodb: expected a DynamoDBClient, got [object Object]; progress.table',
    ],
    [{ deadLetters: undefined as never }, 'deadLetters.s3: expected an S3Client, got undefined; deadLetters.bucket'],
    [{ types: ['a', 'b*c'] }, 'types: expected a list of NAME, PREFIX* or *'],
    [
      { maxTries: 0, maxAttempts: 1.5, holdHours: -1 },
      'maxTries: expected a whole number from 1 on, got 0; maxAttempts',
    ],
    [{ maxBatchBytes: Number.NaN }, 'maxBatchBytes: expected a whole number'],
    [{ selectTargets: 'x' as never }, 'selectTargets: expected a function'],
    [
      { observe: 5 as never, pick: 'a' as never },
      'observe: expected a function, got 5; pick: expected a list of paths, got "a"',
    ],
    [{ schema: { maxFieldBytes: 0 } }, 'maxFieldBytes: expected a whole number'],
  ])('case %#: %s', (wrong, message) => {
    expect(() => createLogPipeline({ ...RIGHT, ...wrong })).toThrow(TypeError);
    expect(() => createLogPipeline({ ...RIGHT, ...wrong })).toThrow(message);
  });

  it('nothing that is right', () => {
    expect(createLogPipeline(RIGHT)).toBeInstanceOf(Function);
    expect(createLogPipeline({ ...RIGHT, types: ['a*'], schema: { optionalFields: ['log_id'] } })).toBeInstanceOf(
      Function,
    );
  });
});
