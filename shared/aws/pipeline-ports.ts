import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { GetObject, ProgressTable, PutObject } from '../pipeline/ports.ts';
import type { Env } from '../settings/env-reader.ts';
import { createClientOptions, createS3ClientOptions } from './client-options.ts';
import { createGetObject } from './get-object.ts';
import { createProgressTable } from './progress-table.ts';
import { createPutObject } from './put-object.ts';

interface PipelinePorts {
  readonly putObject: PutObject;
  readonly getObject: GetObject;
  readonly progress: ProgressTable;
}

/** The ports that every log pipeline needs, whatever it delivers to: dead letters on S3, and progress in DynamoDB. */
export function createPipelinePorts(env: Env, progressTable: string): PipelinePorts {
  const s3 = new S3Client(createS3ClientOptions(env));
  const dynamodb = new DynamoDBClient(createClientOptions(env, 'DYNAMODB'));
  return {
    putObject: createPutObject(s3),
    getObject: createGetObject(s3),
    progress: createProgressTable(dynamodb, progressTable),
  };
}
