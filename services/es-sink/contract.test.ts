import type { DestinationFault } from '../../shared/pipeline/testing/contract-world.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import { createMemoryEngine } from '../../shared/search/testing/memory-engine.ts';
import { type ScriptedEngine, startScriptedEngine } from '../../shared/search/testing/scripted-engine.ts';
import { createDeliver } from './deliver.ts';

const engines: ScriptedEngine[] = [];

describeSinkContract({
  name: 'es-sink',
  // Whatever an item is refused with for now speaks of the engine, so it is never the entry's own fault.
  refusesEntries: false,
  create: async (world) => {
    const memory = createMemoryEngine();
    const engine = await startScriptedEngine(memory.answer);
    engines.push(engine);
    const setFault = (fault: DestinationFault): void => {
      if (fault === 'none') engine.use(memory.answer);
      else engine.use(fault === 'hang' ? () => 'hang' : () => ({ status: 503, body: 'no healthy upstream' }));
    };
    const deliver = createDeliver({
      call: createSearchClient({ url: engine.url, auth: { type: 'none' }, timeoutMs: 10_000 }),
      naming: { prefix: 'logs', interval: 'day' },
      fields: world.settings.schema.fields,
      limits: { maxDocuments: 500, maxBytes: 5_000_000 },
      concurrency: 2,
      engineTimeoutMs: 8_000,
      indexHoldMs: 3_600_000,
      countUnknownRefusals: () => undefined,
    });
    return {
      pipeline: { deliver, recall: 'onFailure' },
      setFault,
      received: () => [...memory.documents.values()],
    };
  },
  destroy: async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  },
});
