import { createFirehoseTarget, createKinesisTarget, type RecordTarget } from '../../shared/delivery/record-target.ts';
import type { Log } from '../../shared/log/log.ts';
import type { PutRecords } from '../../shared/pipeline/ports.ts';
import type { Route } from './routes.ts';

interface TargetPorts {
  readonly putRecords: PutRecords;
  readonly putRecordBatch: PutRecords;
  readonly partitionKey: (log: Log) => string;
}

/** The targets of all routes, each once, by the name that the routes give it. */
export function createTargets(routes: readonly Route[], ports: TargetPorts): ReadonlyMap<string, RecordTarget> {
  return new Map(
    routes.map(({ target, maxRecordSizeKiB, aggregation }) => {
      const [kind, name = ''] = target.split(':');
      const { putRecords, putRecordBatch, partitionKey } = ports;
      const built =
        kind === 'firehose'
          ? createFirehoseTarget({ name, put: putRecordBatch })
          : createKinesisTarget({ name, put: putRecords, maxRecordSizeKiB, partitionKey, aggregation });
      return [target, built];
    }),
  );
}
