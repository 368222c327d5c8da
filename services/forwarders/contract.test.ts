import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import { createSimulatedStreams } from '../../shared/delivery/testing/simulated-streams.ts';
import type { Deliver } from '../../shared/pipeline/outcome.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import type { ForwardTarget } from './config.ts';
import { createTarget } from './target.ts';

const targets: readonly ForwardTarget[] = [
  { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024 },
  { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024, aggregation: { maxBytes: 1000, shards: 2 } },
  { kind: 'firehose', name: 'out' },
];

for (const target of targets) {
  describeSinkContract({
    name: `forwarder to ${target.kind}${'aggregation' in target ? ', aggregated' : ''}`,
    refusesEntries: true,
    create: () => {
      const { put, taken, setFault } = createSimulatedStreams();
      const ports = { putRecords: put, putRecordBatch: put, random: () => 0 };
      const output = createTarget({ target, partitionKey: 'source' }, ports);
      const deliver: Deliver = (logs, context) => putToTarget(output, logs, context);
      return {
        pipeline: { deliver },
        setFault,
        received: () => (taken.get('out') ?? []).map((text) => text.replace(/\n$/, '')),
      };
    },
  });
}
