import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText, type SinkWorld } from './sink-world.ts';

const INDEX = 'app-20240607';
const BATCH = ['a', 'b', 'c'].map((id) => logText(id));

/** Faults of the cluster that pass: how they are set and lifted. */
const FAULTS: readonly {
  readonly name: string;
  readonly set: (api: EngineApi, index: string) => Promise<unknown>;
  readonly lift: (api: EngineApi, index: string) => Promise<unknown>;
  readonly error: RegExp;
}[] = [
  {
    name: 'read-only block of the index',
    set: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.blocks.read_only': true }),
    lift: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.blocks.read_only': null }),
    error: /cluster_block_exception/,
  },
  {
    name: 'read-only-allow-delete block, as a full disk sets it',
    set: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.blocks.read_only_allow_delete': true }),
    lift: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.blocks.read_only_allow_delete': null }),
    error: /cluster_block_exception/,
  },
  {
    name: 'read-only cluster',
    set: (api) => setCluster(api, 'cluster.blocks.read_only', true),
    lift: (api) => setCluster(api, 'cluster.blocks.read_only', null),
    error: /cluster_block_exception/,
  },
  {
    name: 'closed index',
    set: (api, index) => api.send('POST', `/${index}/_close`),
    lift: async (api, index) => {
      await api.send('POST', `/${index}/_open`);
      await api.send('GET', `/_cluster/health/${index}?wait_for_status=yellow&timeout=10s`);
    },
    error: /index_closed_exception/,
  },
  {
    name: 'index creation forbidden',
    set: async (api, index) => {
      await api.send('DELETE', `/${index}`);
      await setCluster(api, 'action.auto_create_index', 'false');
    },
    lift: (api) => setCluster(api, 'action.auto_create_index', null),
    error: /index_not_found_exception/,
  },
  {
    name: 'ingest pipeline of the index missing',
    set: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.default_pipeline': 'no-such-pipeline' }),
    lift: (api, index) => api.send('PUT', `/${index}/_settings`, { 'index.default_pipeline': '_none' }),
    error: /pipeline with id \[no-such-pipeline\] does not exist/,
  },
  {
    name: 'alias of two indices without write index',
    set: async (api, index) => {
      await api.send('DELETE', `/${index}`);
      for (const name of ['one', 'two']) await api.send('PUT', `/${index}-${name}`, { aliases: { [index]: {} } });
    },
    lift: (api, index) => api.send('DELETE', `/${index}-one,${index}-two`),
    error: /no write index is defined for alias/,
  },
  {
    name: 'routing required by the mapping',
    set: async (api, index) => {
      await api.send('DELETE', `/${index}`);
      await api.send('PUT', `/${index}`, { mappings: { _routing: { required: true } } });
    },
    lift: (api, index) => api.send('DELETE', `/${index}`),
    error: /routing_missing_exception/,
  },
  {
    name: 'shard limit, as at midnight',
    set: async (api, index) => {
      await api.send('DELETE', `/${index}`);
      await setCluster(api, 'cluster.max_shards_per_node', Math.max(1, await countShards(api)));
    },
    lift: (api) => setCluster(api, 'cluster.max_shards_per_node', null),
    error: /validation_exception.*maximum .*shards open/s,
  },
];

/** Faults that end: the logs wait, and afterwards each is stored once. */
export function describeFaults(engine: () => EngineApi): void {
  it.each(FAULTS)(
    '$name: logs wait, nothing is spilled, all arrive once it is lifted',
    async ({ set, lift, error }) => {
      const sink = createSinkWorld(engine().url);
      const index = `${sink.prefix}-${INDEX}`;
      await engine().send('PUT', `/${index}`, { settings: { number_of_replicas: 0 } });
      await engine().send('GET', `/_cluster/health/${index}?wait_for_status=green&timeout=10s`);
      await set(engine(), index);
      try {
        for (let attempt = 0; attempt < 6; attempt++) {
          expect(await sink.invoke(BATCH)).toEqual([0]);
          expectHeld(sink);
        }
        expect(JSON.stringify(sink.bulks.at(-1)?.answer)).toMatch(error);
      } finally {
        await lift(engine(), index);
      }
      expect(await sink.invoke(BATCH)).toEqual([]);
      expect(sink.lastLedger()).toMatchObject({ delivered: 3 });
      expect([...(await engine().documents(sink.prefix)).keys()].sort()).toEqual(
        ['a', 'b', 'c'].map((id) => `${index}/${id}`),
      );
      expect(sink.bucket.deadLetters()).toEqual([]);
    },
  );
}

function expectHeld(sink: SinkWorld): void {
  expect(sink.bucket.deadLetters()).toEqual([]);
  expect(sink.lastLedger()).toMatchObject({ received: 3, retryable: 3, delivered: 0, rejected: 0 });
}

/** Faults that need an engine with small limits, or one that may be restarted. */
export function describeOwnFaults(engine: () => EngineApi, restart: () => Promise<void>): void {
  it('a full write queue (429): what was refused is retried alone, until all are there', async () => {
    const sink = createSinkWorld(engine().url, { maxTries: 40 });
    const batch = Array.from({ length: 24 }, (_, n) => logText(`id-${n}`, { log_type: `type${n}` }));
    // The indices first: while they are being made, nothing piles up in the queue.
    expect(await sink.invoke(batch)).toEqual([]);
    const again = Array.from({ length: 24 }, (_, n) => logText(`more-${n}`, { log_type: `type${n}` }));
    const before = sink.bulks.length;
    expect(await sink.invoke(again, { at: 24 })).toEqual([]);
    const bulks = sink.bulks.slice(before);
    const refused = bulks.map(({ answer }) => (JSON.stringify(answer).match(/"status":429/g) ?? []).length);
    expect(refused[0]).toBeGreaterThan(0);
    expect(bulks.map(({ body }) => documentCount(body)).slice(1)).toEqual(refused.slice(0, -1));
    expect(await engine().documents(sink.prefix)).toHaveProperty('size', 48);
    expect(sink.bucket.deadLetters()).toEqual([]);
  });

  it('413: the chunk is halved until it fits; a document that never does is `oversize`', async () => {
    const sink = createSinkWorld(engine().url);
    const small = Array.from({ length: 12 }, (_, n) => logText(`id-${n}`, { message: 'x'.repeat(200_000) }));
    const large = logText('large', { message: 'x'.repeat(1_200_000) });
    expect(await sink.invoke([...small, large])).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([
      expect.objectContaining({ logId: 'large', reason: 'oversize', error: 'POST /_bulk: HTTP 413, an empty body' }),
    ]);
    expect(await engine().documents(sink.prefix)).toHaveProperty('size', 12);
  });

  it('a restart in mid-batch: nothing lost, nothing twice, nothing spilled', async () => {
    const sink = createSinkWorld(engine().url, { limits: { maxDocuments: 50, maxBytes: 5_000_000 } });
    const batch = Array.from({ length: 2_000 }, (_, n) => logText(`id-${n}`, { message: 'x'.repeat(500) }));
    let restarted: Promise<void> = Promise.resolve();
    sink.onBulk = (number) => {
      if (number === 10) restarted = restart();
    };
    const reported = await sink.invoke(batch);
    await restarted;
    expect(reported).toHaveLength(1);
    expect(sink.lastLedger()?.delivered).toBeGreaterThan(0);
    expect(sink.lastLedger()?.retryable).toBeGreaterThan(0);
    const [from = 0] = reported;
    expect(await sink.invoke(batch, { from })).toEqual([]);
    expect(await engine().documents(sink.prefix)).toHaveProperty('size', 2_000);
    expect(sink.bucket.deadLetters()).toEqual([]);
  }, 120_000);
}

function documentCount(body: string): number {
  return body.split('\n').filter((line) => line.startsWith('{"create"')).length;
}

function setCluster(api: EngineApi, name: string, value: unknown): Promise<unknown> {
  return api.send('PUT', '/_cluster/settings', { persistent: { [name]: value } });
}

async function countShards(api: EngineApi): Promise<number> {
  return ((await api.send('GET', '/_cluster/health')) as { active_shards: number }).active_shards;
}
