import { createSimulatedStreams } from '../../shared/delivery/testing/simulated-streams.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import type { ForwardTarget } from './config.ts';
import { createForwardDeliver } from './deliver.ts';
import { createTarget } from './target.ts';

const targets: readonly ForwardTarget[] = [
  { kind: 'kinesis', name: 'out', maxRecordKib: 1024 },
  { kind: 'firehose', name: 'out' },
];

for (const target of targets) {
  describeSinkContract({
    name: `forwarder to ${target.kind}`,
    refusesEntries: true,
    create: () => {
      const { put, taken, setFault } = createSimulatedStreams();
      const ports = { putRecords: put, putRecordBatch: put, random: () => 0 };
      const deliver = createForwardDeliver(createTarget({ target, partitionKey: 'source' }, ports));
      return {
        pipeline: { deliver },
        setFault,
        received: () => (taken.get('out') ?? []).map((text) => text.replace(/\n$/, '')),
      };
    },
  });
}
