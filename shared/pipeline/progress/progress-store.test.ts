import { randomBytes } from 'node:crypto';
import { sequenceNumberAt } from '../testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../testing/memory-ports.ts';
import type { Progress } from './progress.ts';
import { createProgressStore, type ProgressStoreOptions } from './progress-store.ts';

const progressKey = 'function#arn#shard';
function progressAt(...positions: readonly number[]): Progress {
  return new Map(
    positions.map((n) => [
      sequenceNumberAt(n),
      { entries: 9, settled: new Map([['-', new Set([n])]]), attempts: new Map() },
    ]),
  );
}
function range(first: number, last: number) {
  return { progressKey, first: sequenceNumberAt(first), last: sequenceNumberAt(last) };
}

function start(ports: Partial<ProgressStoreOptions> = {}) {
  const bucket = createMemoryBucket();
  const table = createMemoryProgressTable();
  let nowMs = 0;
  const { putObject, getObject } = bucket;
  const store = createProgressStore({
    table,
    putObject,
    getObject,
    bucket: 'failed',
    prefix: 'failed',
    rowLifetimeMs: 60_000,
    now: () => nowMs,
    createSignal: (ms) => AbortSignal.timeout(ms),
    ...ports,
  });
  return {
    bucket,
    table,
    store,
    setTime: (ms: number) => {
      nowMs = ms;
    },
  };
}

/** Targets of random characters do not compress: a few thousand make a row larger than DynamoDB takes. */
function largeProgress(): Progress {
  const targets = Array.from({ length: 9000 }, () => [randomBytes(48).toString('base64'), new Set([0])] as const);
  return new Map([[sequenceNumberAt(1), { entries: 9, settled: new Map(targets), attempts: new Map() }]]);
}

describe('createProgressStore', () => {
  it('finds a row by any batch that touches it', async () => {
    const { store } = start();
    await store.save(progressKey, { checkpoint: sequenceNumberAt(3), keep: progressAt(4, 8), remove: [] }, 'HTTP 503');
    const found = async (first: number, last: number) => (await store.load(range(first, last))).length;
    expect([await found(0, 2), await found(0, 3), await found(5, 9), await found(9, 12)]).toEqual([0, 1, 1, 0]);
    const [row] = await store.load(range(3, 8));
    expect(row?.progress).toEqual(progressAt(4, 8));
  });

  it('keeps shards apart and forgets expired rows', async () => {
    const { store, setTime } = start();
    await store.save(progressKey, { checkpoint: sequenceNumberAt(3), keep: progressAt(4), remove: [] }, '');
    expect(await store.load({ ...range(0, 9), progressKey: 'other' })).toEqual([]);
    setTime(60_000);
    expect(await store.load(range(0, 9))).toEqual([]);
  });

  it('replaces the rows it takes over, and keeps them when the new one cannot be written', async () => {
    const { store, table } = start();
    await store.save(progressKey, { checkpoint: sequenceNumberAt(1), keep: progressAt(2), remove: [] }, '');
    const remove = await store.load(range(0, 9));
    table.fail({ put: true });
    const plan = { checkpoint: sequenceNumberAt(2), keep: progressAt(3), remove };
    expect((await store.save(progressKey, plan, '')).problems).toHaveLength(1);
    expect(table.rows()).toHaveLength(1);
    table.fail({});
    expect((await store.save(progressKey, plan, '')).problems).toEqual([]);
    expect(table.rows().map((row) => BigInt(row.checkpoint))).toEqual([BigInt(sequenceNumberAt(2))]);
  });

  it('does not remove the row it has just overwritten', async () => {
    const { store, table } = start();
    await store.save(progressKey, { checkpoint: sequenceNumberAt(1), keep: progressAt(2), remove: [] }, '');
    await store.save(
      progressKey,
      { checkpoint: sequenceNumberAt(1), keep: progressAt(2, 3), remove: await store.load(range(0, 9)) },
      '',
    );
    expect(table.rows()).toHaveLength(1);
    expect((await store.load(range(0, 9)))[0]?.progress).toEqual(progressAt(2, 3));
  });

  it('sends progress that outgrows the table to an object, and says so when that fails too', async () => {
    const { store, bucket, table } = start();
    const plan = { checkpoint: sequenceNumberAt(1), keep: largeProgress(), remove: [] };
    expect((await store.save(progressKey, plan, '')).problems).toEqual([]);
    expect(table.rows()[0]?.state.length).toBeLessThan(200);
    expect((await store.load(range(0, 9)))[0]?.progress.get(sequenceNumberAt(1))?.settled.size).toBe(9000);
    bucket.failPuts(() => true);
    expect((await store.save(progressKey, plan, '')).problems).toEqual([
      expect.stringContaining('could not be written'),
    ]);
  });

  it('does not wait for an object that hangs: a second, as for the table', async () => {
    const hang = ({ signal }: { readonly signal?: AbortSignal }): Promise<never> =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut off'))));
    const plan = { checkpoint: sequenceNumberAt(1), keep: largeProgress(), remove: [] };
    const createSignal = () => AbortSignal.timeout(1);
    const writing = start({ putObject: hang, createSignal });
    expect((await writing.store.save(progressKey, plan, '')).problems).toEqual([
      expect.stringMatching(/could not be written: cut off$/),
    ]);
    const reading = start({ getObject: hang, createSignal });
    await reading.store.save(progressKey, plan, '');
    await expect(reading.store.load(range(0, 9))).rejects.toThrow('cut off');
  });

  it('throws when the table cannot be read', async () => {
    const { store, table } = start();
    table.fail({ query: true });
    await expect(store.load(range(0, 9))).rejects.toThrow('progress table is away');
  });
});
