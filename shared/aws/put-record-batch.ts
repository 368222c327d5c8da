import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { PutRecords } from '../pipeline/ports.ts';
import { callAws } from './call.ts';
import { toPutResults } from './put-results.ts';

/**
 * PutRecordBatch on a Firehose delivery stream; `target` is its name. The bytes go as they are: a separator
 * between records is the caller's.
 * @param options.timeoutMs for one call, default 10 s.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function createPutRecordBatch(client: FirehoseClient, { timeoutMs = 10_000 } = {}): PutRecords {
  return async ({ target, records, signal }) => {
    const command = new PutRecordBatchCommand({
      DeliveryStreamName: target,
      Records: records.map(({ data }) => ({ Data: data })),
    });
    const about = { operation: 'Firehose PutRecordBatch', target };
    const answer = await callAws((abortSignal) => client.send(command, { abortSignal }), {
      ...about,
      timeoutMs,
      signal,
    });
    return toPutResults(answer.RequestResponses, records.length, about);
  };
}
