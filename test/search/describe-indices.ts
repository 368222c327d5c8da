import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText } from './sink-world.ts';

const HOUR_MS = 3_600_000;

/** Indices that someone has closed, blocked or put behind an alias. */
export function describeIndices(engine: () => EngineApi): void {
  describeCaps(engine);
  it.each<[string, (index: string) => Promise<unknown>]>([
    ['closed', (index) => engine().send('POST', `/${index}/_close`)],
    ['blocked for writing', (index) => engine().send('PUT', `/${index}/_settings`, { 'index.blocks.write': true })],
  ])(
    'one index is %s: its logs are held for an hour, then they are dead letters, and the shard goes on',
    async (_, set) => {
      const sink = createSinkWorld(engine().url);
      const index = `${sink.prefix}-app-20240607`;
      await engine().send('PUT', `/${index}`, { settings: { number_of_replicas: 0 } });
      await engine().send('GET', `/_cluster/health/${index}?wait_for_status=green&timeout=10s`);
      await set(index);
      const batch = [logText('a'), logText('b', { log_type: 'web' })];
      expect(await sink.invoke(batch)).toEqual([0]);
      expect(sink.lastLedger()).toMatchObject({ delivered: 1, retryable: 1 });
      sink.advance(HOUR_MS + 1);
      expect(await sink.invoke(batch)).toEqual([]);
      expect(sink.bucket.deadLetters()).toEqual([
        expect.objectContaining({ logId: 'a', reason: 'held_too_long', error: expect.stringContaining(index) }),
      ]);
    },
  );

  it('an alias with a routing over several shards: logs that come again are found', async () => {
    const sink = createSinkWorld(engine().url);
    const alias = `${sink.prefix}-app-20240607`;
    await engine().send('PUT', `/${sink.prefix}-behind`, {
      settings: { number_of_shards: 5, number_of_replicas: 0 },
      aliases: { [alias]: { routing: 'blue' } },
    });
    const batch = Array.from({ length: 10 }, (_, n) => logText(`id-${n}`));
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 10 });
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 10 });
    expect(await sink.invoke([logText('id-0', { time: '2024-06-07T03:00:01Z' })], { at: 10 })).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
  });
}

/** Caps of new indices. */
function describeCaps(engine: () => EngineApi): void {
  it('30 types of a hostile sender: the caps hold, and known types go on', async () => {
    const caps = { perInvocation: 5, perDay: 8 };
    const sink = createSinkWorld(engine().url, { caps });
    const batch = (from: number) =>
      Array.from({ length: 15 }, (_, n) => logText(`id-${from + n}`, { log_type: `app${from + n}` }));
    expect(await sink.invoke(batch(0))).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 5, rejected: 10 });
    // Another function, which remembers nothing: the engine does.
    const other = createSinkWorld(engine().url, { caps, prefix: sink.prefix });
    expect(await other.invoke(batch(15), { at: 15 })).toEqual([]);
    expect(other.lastLedger()).toMatchObject({ delivered: 3, rejected: 12 });
    expect(await other.invoke(batch(0).slice(0, 5), { at: 30 })).toEqual([]);
    expect(other.lastLedger()).toMatchObject({ alreadyDelivered: 5, rejected: 0 });
    expect(await engine().names(sink.prefix)).toHaveLength(8);
    expect(new Set([...sink.bucket.deadLetters(), ...other.bucket.deadLetters()].map(({ reason }) => reason))).toEqual(
      new Set(['too_many_indices']),
    );
  });

  it('an alias is no new index', async () => {
    const sink = createSinkWorld(engine().url, { caps: { perInvocation: 1, perDay: 1 } });
    const aliases = { [`${sink.prefix}-app-20240607`]: {} };
    await engine().send('PUT', `/${sink.prefix}-behind`, { settings: { number_of_replicas: 0 }, aliases });
    expect(await sink.invoke([logText('a')])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 1, rejected: 0 });
  });
}
