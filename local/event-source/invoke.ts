import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Answer } from './core/answer.ts';
import { type EventOrigin, toEventRecord } from './core/event-record.ts';
import type { StreamRecord } from './core/stream-record.ts';

/**
 * Invokes a function with a batch and waits for its answer. Whatever the service itself refuses (429, 5xx, a function
 * that is being updated, no connection) is a throttle: the function never saw the batch.
 * @returns the answer, and a sentence for the log where it is not a good one
 */
export async function invokeFunction(
  lambda: LambdaClient,
  functionArn: string,
  records: readonly StreamRecord[],
  origin: EventOrigin,
): Promise<{ readonly answer: Answer; readonly error?: string }> {
  const event = { Records: records.map((record) => toEventRecord(record, origin)) };
  const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) });
  try {
    const { FunctionError: functionError, Payload, $metadata } = await lambda.send(command);
    const requestId = $metadata.requestId ?? '';
    const payload = parse(Payload?.transformToString() ?? '');
    return functionError === undefined
      ? { answer: { status: 'returned', payload, requestId } }
      : { answer: { status: 'functionError', functionError, requestId }, error: detailOf(payload) };
  } catch (error) {
    return { answer: { status: 'throttled' }, error: String(error) };
  }
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The runner's log message of an invocation that did not return. */
function detailOf(payload: unknown): string {
  const { errorType = '', errorMessage = '' } = (payload ?? {}) as { errorType?: string; errorMessage?: string };
  return `${errorType} ${errorMessage}`.trim().slice(0, 1_000);
}
