import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { GetObject, ProgressTable, PutObject } from '../pipeline/ports.ts';
import { createGetObject } from './get-object.ts';
import { createProgressTable } from './progress-table.ts';
import { createPutObject } from './put-object.ts';

interface PipelineClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly progressTable: string;
}

interface PipelinePorts {
  readonly putObject: PutObject;
  readonly getObject: GetObject;
  readonly progress: ProgressTable;
}

/** The ports that every log pipeline needs, whatever it delivers to: dead letters and progress. */
export function createPipelinePorts({ s3, dynamodb, progressTable }: PipelineClients): PipelinePorts {
  return {
    putObject: createPutObject(s3),
    getObject: createGetObject(s3),
    progress: createProgressTable(dynamodb, progressTable),
  };
}
