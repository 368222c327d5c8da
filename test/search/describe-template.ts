import { createIndexTemplate } from '../../shared/search/index-template.ts';
import { installTemplate } from '../../shared/search/install-template.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText } from './sink-world.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };

/** All of 7 June 2024, UTC, about three o'clock. */
const USUAL_TIMES: readonly (string | number)[] = [
  '2024-06-07T03:00:00',
  '2024-06-07T12:00:00.123456789+09:00',
  '2024-06-07 03:00:00',
  '2024-06-07 03:00:00.123',
  '2024-06-07 03:00:00.123456',
  '2024-06-07 12:00:00+09:00',
  '2024-06-07 12:00:00.123+09:00',
  '2024-06-07 12:00:00.123456+09:00',
  '07/Jun/2024:12:00:00 +0900',
  1_717_729_200_123,
];

/** The template on a real engine, and what it does to an index. */
export function describeTemplate(engine: () => EngineApi): void {
  it('is created, then unchanged, then updated; a dry run only says so', async () => {
    const sink = createSinkWorld(engine().url);
    const call = createSearchClient({ url: engine().url, auth: { type: 'none' }, timeoutMs: 20_000 });
    const options = { prefix: sink.prefix, fields: FIELDS };
    const template = createIndexTemplate(options);
    const name = `baikonur-${sink.prefix}`;
    expect(await installTemplate(call, template, { dryRun: true })).toEqual({ status: 'created', name });
    expect(await installTemplate(call, template)).toEqual({ status: 'created', name });
    expect(await installTemplate(call, template)).toEqual({ status: 'unchanged', name });
    const smaller = createIndexTemplate({ ...options, maxFields: 20 });
    expect(await installTemplate(call, smaller, { dryRun: true })).toEqual({ status: 'updated', name });
    expect(await installTemplate(call, smaller)).toEqual({ status: 'updated', name });

    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`field${n}`, 1]));
    const texts = { host: 'web-1', odd: '2024-06-07', large: 'x'.repeat(40_000) };
    const odd = logText('odd-time', { time: '7 June 2024 03:00' });
    const usual = USUAL_TIMES.map((time, n) => logText(`usual-${n}`, { time }));
    const huge = logText('huge', { n: 1 }).replace('"n":1', '"n":12345678901234567890');
    expect(await sink.invoke([logText('a', texts), logText('b', many), odd, huge, ...usual])).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ logId }) => logId)).toEqual(['b']);
    const index = `${sink.prefix}-app-20240607`;
    const found = (await engine().send('GET', `/${index}/_mapping`)) as Record<string, { mappings: unknown }>;
    expect(found[index]?.mappings).toMatchObject({
      properties: {
        time: { type: 'date' },
        log_id: { type: 'keyword' },
        host: { type: 'keyword', ignore_above: 1024, fields: { text: { type: 'text' } } },
        odd: { type: 'keyword' },
      },
    });
    await engine().send('POST', `/${index}/_refresh`);
    const query = {
      size: 100,
      query: { range: { time: { gte: '2024-06-07T00:00:00Z', lt: '2024-06-08T00:00:00Z' } } },
    };
    const hits = (await engine().send('POST', `/${index}/_search`, query)) as { hits: { hits: { _id: string }[] } };
    const usualIds = USUAL_TIMES.map((_, n) => `usual-${n}`);
    expect(hits.hits.hits.map(({ _id }) => _id).sort()).toEqual(['a', 'huge', ...usualIds].sort());
    const source = await fetch(`${engine().url}/${index}/_source/huge`);
    expect(await source.text()).toBe(huge);
    await engine().send('DELETE', `/_index_template/${name}`);
  });

  describePaths(engine);
}

function describePaths(engine: () => EngineApi): void {
  it('maps field names that are paths', async () => {
    const { prefix } = createSinkWorld(engine().url);
    const call = createSearchClient({ url: engine().url, auth: { type: 'none' }, timeoutMs: 20_000 });
    const fields = { logType: 'log_type', logId: 'meta.id', time: 'event.time' };
    expect(await installTemplate(call, createIndexTemplate({ prefix, fields }))).toMatchObject({ status: 'created' });
    const index = `${prefix}-app-20240607`;
    const log = { log_type: 'app', meta: { id: 'a' }, event: { time: '2024-06-07 03:00:00' } };
    await engine().send('PUT', `/${index}/_create/a`, log);
    const found = (await engine().send('GET', `/${index}/_mapping`)) as Record<string, { mappings: unknown }>;
    expect(found[index]?.mappings).toMatchObject({
      properties: {
        event: { properties: { time: { type: 'date' } } },
        meta: { properties: { id: { type: 'keyword', ignore_above: 512 } } },
      },
    });
    await engine().send('DELETE', `/_index_template/baikonur-${prefix}`);
  });
}
