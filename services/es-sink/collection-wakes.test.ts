import { createContractWorld } from '../../shared/pipeline/testing/contract-world.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import { createMemoryEngine } from '../../shared/search/testing/memory-engine.ts';
import {
  type ScriptedAnswer,
  type ScriptedEngine,
  startScriptedEngine,
} from '../../shared/search/testing/scripted-engine.ts';
import { createDeliver } from './deliver.ts';

/** Time-out of a request: the client does not wait as long as a collection may take. */
const TIMEOUT_MS = 150;
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const BUSY: ScriptedAnswer = { status: 503, body: '{"status":503,"error":{"reason":"collection is starting"}}' };
const GATEWAY: ScriptedAnswer = { status: 504, body: '<html>504 Gateway Time-out</html>', contentType: 'text/html' };
const THROTTLED: ScriptedAnswer = { status: 429, body: '{"status":429,"error":{"reason":"too many requests"}}' };

const LOGS = [1, 2, 3].map((n) => JSON.stringify({ log_type: 'app', log_id: `id-${n}`, time: '2024-06-07T03:00:00Z' }));

let engine: ScriptedEngine;
beforeEach(async () => {
  engine = await startScriptedEngine();
});
afterEach(() => engine.stop());

function start() {
  const world = createContractWorld();
  const memory = createMemoryEngine();
  const auth = { type: 'sigv4', service: 'aoss', region: 'eu-west-1', getCredentials: async () => KEYS } as const;
  const deliver = createDeliver({
    call: createSearchClient({ url: engine.url, auth, timeoutMs: TIMEOUT_MS }),
    naming: { prefix: 'logs', interval: 'day' },
    fields: world.settings.schema.fields,
    limits: { maxDocuments: 500, maxBytes: 5_000_000 },
    concurrency: 2,
    engineTimeoutMs: TIMEOUT_MS,
    indexHoldMs: 3_600_000,
    countUnknownRefusals: () => undefined,
  });
  world.use({
    pipeline: { deliver, recall: 'onFailure' },
    received: () => [...memory.documents.values()],
    setFault: () => undefined,
  });
  return { world, memory };
}

/** Answers so many requests as a collection that is switched on again, the others as one that runs. */
function wakeAfter(
  requests: number,
  answers: readonly ScriptedAnswer[],
  memory: ReturnType<typeof createMemoryEngine>,
) {
  let seen = 0;
  engine.use((request) => {
    const answer = answers[seen % answers.length] ?? 'hang';
    return seen++ < requests ? answer : memory.answer(request);
  });
}

describe('a collection of OpenSearch Serverless that was switched off', () => {
  it.each<[string, readonly ScriptedAnswer[]]>([
    ['does not answer', ['hang']],
    ['is not there', ['reset']],
    ['says so', [BUSY, THROTTLED]],
    ['has a gateway that says so', ['hang', GATEWAY]],
  ])('%s: the invocation waits for it, and each log is indexed once', async (_name, answers) => {
    const { world, memory } = start();
    wakeAfter(3, answers, memory);
    expect(await world.invoke(LOGS)).toEqual([]);
    expect([...memory.documents.values()].sort()).toEqual(LOGS);
    expect(world.lastLedger()).toMatchObject({ received: 3, delivered: 3, mismatches: [] });
    expect(engine.requests.every(({ headers }) => headers.authorization?.includes('/aoss/aws4_request'))).toBe(true);
  });

  it('longer than an invocation: the logs are held, no attempt counts, none becomes a dead letter', async () => {
    const { world, memory } = start();
    engine.use(() => BUSY);
    for (let invocation = 0; invocation < 8; invocation++) {
      expect(await world.invoke(LOGS, { timeoutMs: 6_500 })).toEqual([0]);
      expect(world.lastLedger()).toMatchObject({ received: 3, retryable: 3, rejected: 0 });
    }
    expect(world.bucket.deadLetters()).toEqual([]);
    wakeAfter(1, ['hang'], memory);
    expect(await world.invoke(LOGS)).toEqual([]);
    expect([...memory.documents.values()].sort()).toEqual(LOGS);
  });
});
