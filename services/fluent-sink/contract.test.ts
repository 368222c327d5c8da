import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import { closesOver, FAULT_SCRIPTS } from '../../test/fluent/fault-scripts.ts';
import { acknowledgeAll } from '../../test/fluent/scripted-receiver.ts';
import { createTestSink } from '../../test/fluent/sink-harness.ts';
import { useScriptedReceivers } from '../../test/fluent/use-receivers.ts';

const SETTINGS = [
  ['message', { FLUENT_RECORD: 'message' }],
  ['message, gzip', { FLUENT_RECORD: 'message', FLUENT_GZIP: 'true' }],
] as const;

const start = useScriptedReceivers();

for (const [name, env] of SETTINGS) {
  describeSinkContract({
    name: `fluent-sink (${name})`,
    refusesEntries: true,
    create: async () => {
      const receiver = await start(acknowledgeAll);
      const sink = createTestSink({ ...env, LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint });
      return {
        pipeline: { deliver: sink.deliver },
        setFault: (fault) => {
          if (fault === 'none') receiver.follow(acknowledgeAll);
          else if (typeof fault === 'object') receiver.follow(closesOver(fault.refuse));
          else receiver.follow(fault === 'hang' ? FAULT_SCRIPTS.halfOpen : FAULT_SCRIPTS.resetAtOnce);
        },
        received: () => receiver.taken.flatMap(({ entries }) => entries.map(([, record]) => String(record['message']))),
      };
    },
  });
}
