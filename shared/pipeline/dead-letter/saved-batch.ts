import { readKinesisEvent, type StreamRecord } from '../../log/decode/kinesis-event.ts';
import { isJsonObject, type JsonObject } from '../../log/json-object.ts';

/** A batch that Lambda saved to S3 when its retries, or its maximum age, were exhausted. */
export interface SavedBatch {
  readonly status: 'found';
  /** Name of the function. */
  readonly function: string;
  /** `RetryAttemptsExhausted`, `EventAgeExceeded`, … */
  readonly condition: string;
  readonly attempts: number;
  readonly streamName: string;
  readonly shardId: string;
  /** Epoch milliseconds at which Lambda saved it. */
  readonly savedAtMs: number;
  readonly records: readonly StreamRecord[];
  /** The event with which the function was invoked, as it was. */
  readonly event: JsonObject;
}

/**
 * Folder of the batches that Lambda saves; AWS fixes it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const SAVED_BATCHES_FOLDER = 'aws/lambda/';

/** Reads an object below {@link SAVED_BATCHES_FOLDER}. */
export function readSavedBatch(body: Buffer): SavedBatch | { readonly status: 'broken'; readonly sentence: string } {
  const root = parseObject(body.toString());
  if (root === undefined) return broken(body.length === 0 ? 'it is empty' : 'it is no JSON object');
  const context = objectAt(root, 'requestContext');
  const info = objectAt(root, 'KinesisBatchInfo');
  const payload = root['payload'];
  const event = typeof payload === 'string' ? parseEvent(payload) : undefined;
  if (event === undefined) return broken('payload: expected the event of the function as text');
  const functionName = /:function:([^:]+)/.exec(textOf(context['functionArn']))?.[1];
  if (functionName === undefined) return broken('requestContext.functionArn: expected the ARN of a function');
  const savedAtMs = Date.parse(textOf(root['timestamp']));
  try {
    // Parsed JSON: what is no event makes it throw. A record without a time of arrival has that of the batch.
    const records = readKinesisEvent(event, savedAtMs || 0);
    return {
      status: 'found',
      function: functionName,
      condition: textOf(context['condition']) || 'unknown',
      attempts: Number(context['approximateInvokeCount'] ?? 0),
      streamName: records[0]?.streamName ?? /:stream\/(.+)$/.exec(textOf(info['streamArn']))?.[1] ?? '',
      shardId: records[0]?.shardId ?? textOf(info['shardId']),
      savedAtMs: savedAtMs || 0,
      records,
      event,
    };
  } catch {
    return broken('payload: expected an event of Kinesis');
  }
}

function broken(sentence: string): { readonly status: 'broken'; readonly sentence: string } {
  return { status: 'broken', sentence };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Parsed JSON, as Lambda gives it to the function, which checks it. */
function parseEvent(payload: string): (Parameters<typeof readKinesisEvent>[0] & JsonObject) | undefined {
  try {
    return JSON.parse(payload) ?? undefined;
  } catch {
    return undefined;
  }
}

function objectAt(root: JsonObject, name: string): JsonObject {
  const value = root[name];
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
