import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import { createFirehoseTarget, createKinesisTarget, type RecordTarget } from '../../shared/delivery/record-target.ts';
import type { PutRecords } from '../../shared/pipeline/ports.ts';
import type { ForwarderConfig } from './config.ts';

interface TargetPorts {
  readonly putRecords: PutRecords;
  readonly putRecordBatch: PutRecords;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Builds the stream or delivery stream that the forwarder writes to. */
export function createTarget(
  { target, partitionKey }: Pick<ForwarderConfig, 'target' | 'partitionKey'>,
  { putRecords, putRecordBatch, random }: TargetPorts,
): RecordTarget {
  return target.kind === 'firehose'
    ? createFirehoseTarget({ name: target.name, put: putRecordBatch })
    : createKinesisTarget({
        name: target.name,
        put: putRecords,
        maxRecordSizeKiB: target.maxRecordSizeKiB,
        partitionKey: createPartitionKey(partitionKey, random),
        aggregation: target.aggregation,
      });
}
