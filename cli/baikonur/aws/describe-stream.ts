import { DescribeStreamSummaryCommand, type KinesisClient, ResourceNotFoundException } from '@aws-sdk/client-kinesis';

/** A stream as it is deployed. */
export interface DeployedStream {
  readonly mode: 'on-demand' | 'provisioned';
  readonly shards: number;
  readonly retentionHours: number;
}

/** Looks at a stream by its name; `undefined` where there is none. */
export async function describeStream(kinesis: KinesisClient, name: string): Promise<DeployedStream | undefined> {
  try {
    const { StreamDescriptionSummary: found } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: name }),
    );
    return {
      mode: found?.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? 'on-demand' : 'provisioned',
      shards: found?.OpenShardCount ?? 0,
      retentionHours: found?.RetentionPeriodHours ?? 0,
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
