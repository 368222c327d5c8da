import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Answer } from './core/answer.ts';
import { type EventOrigin, toEventRecord } from './core/event-record.ts';
import type { StreamRecord } from './core/stream-record.ts';

const parse = (text: string): unknown => {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Invokes a function with a batch and waits for its answer. Whatever the service itself refuses (429, 5xx, a function
 * that is being updated, no connection) is a throttle: the function never saw the batch.
 */
export const invokeFunction = async (
  lambda: LambdaClient,
  functionArn: string,
  records: readonly StreamRecord[],
  origin: EventOrigin,
): Promise<Answer> => {
  const event = { Records: records.map((record) => toEventRecord(record, origin)) };
  const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) });
  try {
    const { FunctionError: functionError, Payload, $metadata } = await lambda.send(command);
    const requestId = $metadata.requestId ?? '';
    return functionError === undefined
      ? { status: 'returned', payload: parse(Payload?.transformToString() ?? ''), requestId }
      : { status: 'functionError', functionError, requestId };
  } catch {
    return { status: 'throttled' };
  }
};
