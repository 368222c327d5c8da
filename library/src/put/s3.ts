export { createObjectDeliver } from '../../../services/s3-sink/deliver.ts';
export type { ObjectSettings } from '../../../services/s3-sink/request.ts';
export { createPutObject } from '../../../shared/aws/put-object.ts';
