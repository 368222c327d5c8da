import { isJsonObject, type JsonObject } from '../../../shared/log/json-object.ts';
import { badRecord, type FoundRecord, parseJsonObject } from './found-record.ts';

/** How deep messages lie in one another: S3 through SNS through SQS. */
const MAX_DEPTH = 4;

/**
 * Advice for a message that holds no log but names where logs are: notifications of S3, messages of SQS and SNS
 * around them, and Lambda's report of a failed batch. `undefined` for anything else.
 */
export function readNotification(root: JsonObject): readonly FoundRecord[] | undefined {
  const sentences = sentencesOf(root, 0);
  return sentences.length === 0 ? undefined : sentences.map((sentence) => badRecord(sentence, 'not_object'));
}

function sentencesOf(root: JsonObject, depth: number): readonly string[] {
  const batch = failedBatch(root);
  if (batch !== undefined) return [batch];
  const { source, detail, Messages: messages, Records: records } = root;
  if (source === 'aws.s3' && isJsonObject(detail)) return [objectSentence(detail)];
  const items = [messages, records].find(Array.isArray) ?? [];
  return items.filter(isJsonObject).flatMap((item) => itemSentences(item, depth));
}

function itemSentences(item: JsonObject, depth: number): readonly string[] {
  const { s3, Sns: sns, eventSource, Body, body = Body, ReceiptHandle, receiptHandle = ReceiptHandle } = item;
  if (eventSource === 'aws:s3' && isJsonObject(s3)) return [objectSentence(s3)];
  if (isJsonObject(sns)) return innerSentences(sns['Message'], 'SNS', depth);
  const isMessage = eventSource === 'aws:sqs' || typeof receiptHandle === 'string';
  return isMessage && typeof body === 'string' ? innerSentences(body, 'SQS', depth) : [];
}

function innerSentences(text: unknown, service: string, depth: number): readonly string[] {
  const inner = typeof text === 'string' && depth < MAX_DEPTH ? parseJsonObject(text) : undefined;
  const message = inner?.['Type'] === 'Notification' ? parseJsonObject(String(inner['Message'])) : inner;
  const found = message === undefined ? [] : sentencesOf(message, depth + 1);
  return found.length > 0
    ? found
    : [`a message of ${service}, which no function here reads: explain its body (jq -r .body), if that is a log`];
}

function objectSentence(about: JsonObject): string {
  const { bucket, object } = about;
  const name = isJsonObject(bucket) ? bucket['name'] : undefined;
  const key = isJsonObject(object) ? object['key'] : undefined;
  const uri = `s3://${String(name ?? '<bucket>')}/${decodeKey(String(key ?? '<key>'))}`;
  return `a notification of S3, which holds no log: explain the object (aws s3 cp '${uri}' - | baikonur explain)`;
}

/** Keys are encoded as in a form. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function failedBatch({ KinesisBatchInfo: info, payload }: JsonObject): string | undefined {
  // With its records in `payload` it is read as an event.
  if (!isJsonObject(info) || typeof payload === 'string') return undefined;
  const { shardId = '<shard>', startSequenceNumber = '<sequence number>', streamArn = '<stream ARN>' } = info;
  return (
    "Lambda's report of a failed batch, which holds no log: fetch the records " +
    `(aws kinesis get-shard-iterator --stream-arn ${streamArn} --shard-id ${shardId} ` +
    `--shard-iterator-type AT_SEQUENCE_NUMBER --starting-sequence-number ${startSequenceNumber}, ` +
    'then aws kinesis get-records), and explain those'
  );
}
