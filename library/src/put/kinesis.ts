export { createPutRecords } from '../../../shared/aws/put-records.ts';
