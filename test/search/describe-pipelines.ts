import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText } from './sink-world.ts';

const REWRITES: readonly Readonly<Record<string, unknown>>[] = [
  { set: { field: 'log_type', value: 'another' } },
  { uppercase: { field: 'log_id' } },
  { remove: { field: 'message', ignore_missing: true } },
  { gsub: { field: 'time', pattern: 'T', replacement: ' ' } },
];

/** Ingest pipelines that rewrite what is stored; Elasticsearch's test distribution has processors of ours for it. */
export function describePipelines(engine: () => EngineApi): void {
  it.each(['default_pipeline', 'final_pipeline'])(
    'an ingest pipeline (%s) that rewrites the source raises no false conflict, and hides no true one',
    async (setting) => {
      const sink = createSinkWorld(engine().url);
      const name = `rewrite-${sink.prefix}`;
      await engine().send('PUT', `/_ingest/pipeline/${name}`, { processors: REWRITES });
      await engine().send('PUT', `/${sink.prefix}-app-20240607`, { settings: { [`index.${setting}`]: name } });
      const batch = [logText('a'), logText('b')];
      expect(await sink.invoke(batch)).toEqual([]);
      expect(await sink.invoke(batch)).toEqual([]);
      expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 2, rejected: 0 });
      expect(await sink.invoke([logText('a', { time: '2024-06-07T03:00:01Z' })], { at: 2 })).toEqual([]);
      expect(await sink.invoke([logText('a', { user: 'eve' })], { at: 3 })).toEqual([]);
      expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict', 'id_conflict']);
      expect([...(await engine().documents(sink.prefix)).values()]).toContainEqual(
        expect.objectContaining({ log_type: 'another', log_id: 'A', time: '2024-06-07 03:00:00Z' }),
      );
      await engine().send('DELETE', `/${sink.prefix}-app-20240607`);
      await engine().send('DELETE', `/_ingest/pipeline/${name}`);
    },
  );

  it('an ingest pipeline that adds the time of its run raises no conflict', async () => {
    const sink = createSinkWorld(engine().url);
    const name = `ingested-${sink.prefix}`;
    const processors = [{ set: { field: 'event.ingested', value: '{{_ingest.timestamp}}' } }];
    await engine().send('PUT', `/_ingest/pipeline/${name}`, { processors });
    await engine().send('PUT', `/${sink.prefix}-app-20240607`, { settings: { 'index.default_pipeline': name } });
    expect(await sink.invoke([logText('a', { big: 1 }).replace('1}', '9007199254740993}')])).toEqual([]);
    expect(await sink.invoke([logText('a', { big: 1 }).replace('1}', '9007199254740993}')])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 1, rejected: 0 });
    expect(await sink.invoke([logText('a', { big: 1 }).replace('1}', '9007199254740992}')], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
    await engine().send('DELETE', `/${sink.prefix}-app-20240607`);
    await engine().send('DELETE', `/_ingest/pipeline/${name}`);
  });
}
