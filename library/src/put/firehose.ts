export { createPutRecordBatch } from '../../../shared/aws/put-record-batch.ts';
