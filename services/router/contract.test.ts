import { createSimulatedStreams } from '../../shared/delivery/testing/simulated-streams.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import { createRouteDeliver } from './deliver.ts';
import { compileRoutes, type Route } from './routes.ts';
import { createTargets } from './targets.ts';

const routes: readonly Route[] = [
  { name: 'one', types: ['app'], target: 'kinesis:one', maxRecordSizeKiB: 1024 },
  { name: 'one-again', types: ['*'], target: 'kinesis:one', maxRecordSizeKiB: 1024 },
];

describeSinkContract({
  name: 'router',
  refusesEntries: true,
  create: () => {
    const { put, taken, setFault } = createSimulatedStreams();
    const ports = { putRecords: put, putRecordBatch: put, partitionKey: () => 'key' };
    const deliver = createRouteDeliver(createTargets(routes, ports));
    return {
      pipeline: { deliver, ...compileRoutes(routes) },
      setFault,
      received: () => taken.get('one') ?? [],
    };
  },
});
