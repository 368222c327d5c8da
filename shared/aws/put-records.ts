import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { PutRecords } from '../pipeline/ports.ts';
import { callAws } from './call.ts';
import { toPutResults } from './put-results.ts';

/**
 * PutRecords on a Kinesis data stream. `target` is the stream's name or its ARN.
 * @param options.timeoutMs for one call, default 10 s.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html (not atomic; results keep the order)
 */
export function createPutRecords(client: KinesisClient, { timeoutMs = 10_000 } = {}): PutRecords {
  return async ({ target, records, signal }) => {
    const command = new PutRecordsCommand({
      ...(target.startsWith('arn:') ? { StreamARN: target } : { StreamName: target }),
      Records: records.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
    });
    const about = { operation: 'Kinesis PutRecords', target };
    const answer = await callAws((abortSignal) => client.send(command, { abortSignal }), {
      ...about,
      timeoutMs,
      signal,
    });
    return toPutResults(answer.Records, records.length, about);
  };
}
