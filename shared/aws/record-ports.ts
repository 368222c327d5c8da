import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { PutRecords } from '../pipeline/ports.ts';
import type { Env } from '../settings/env-reader.ts';
import { createClientOptions } from './client-options.ts';
import { createPutRecordBatch } from './put-record-batch.ts';
import { createPutRecords } from './put-records.ts';

/** The ports that write records: to Kinesis data streams and to Firehose delivery streams. */
export function createRecordPorts(env: Env): { readonly putRecords: PutRecords; readonly putRecordBatch: PutRecords } {
  return {
    putRecords: createPutRecords(new KinesisClient(createClientOptions(env, 'KINESIS'))),
    putRecordBatch: createPutRecordBatch(new FirehoseClient(createClientOptions(env, 'FIREHOSE'))),
  };
}
