import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalClients } from '../stack/aws-clients.ts';
import type { EventOrigin } from './core/event-record.ts';
import { type Failure, type FailureContext, failureKey, failureRecord } from './core/failure.ts';
import type { Mapping } from './mapping.ts';

/**
 * Writes an on-failure record: an object in an S3 bucket, or a message to an SQS queue.
 * @throws the SDK's error when the destination refuses; Error for a destination of another kind
 */
export async function putOnFailure(
  { s3, sqs }: Pick<LocalClients, 's3' | 'sqs'>,
  mapping: Mapping,
  origin: EventOrigin,
  failure: Failure,
): Promise<void> {
  const { functionArn, mappingId, onFailureArn = '' } = mapping;
  const context: FailureContext = { origin, functionArn, mappingId, nowMs: Date.now(), id: randomUUID() };
  if (onFailureArn.includes(':s3:')) {
    const Body = JSON.stringify(failureRecord(failure, context, 'withPayload'));
    await s3.send(new PutObjectCommand({ Bucket: resourceOf(onFailureArn), Key: failureKey(context), Body }));
    return;
  }
  if (!onFailureArn.includes(':sqs:')) throw new Error(`on-failure destination ${onFailureArn}: only S3 and SQS here`);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: resourceOf(onFailureArn) }));
  const MessageBody = JSON.stringify(failureRecord(failure, context, 'metadata'));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

function resourceOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}
