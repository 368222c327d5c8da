import pMap from 'p-map';
import { type CleanReport, cleanIndices } from '../../services/es-cleaner/clean.ts';
import { listIndices } from '../../services/es-cleaner/listing.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { shortOrLong } from '../exhaustive.ts';
import { type EngineApi, uniquePrefix } from './engine-api.ts';
import { askPython } from './python-tools.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-22T10:20:30Z');
const AGES = Array.from({ length: shortOrLong(20, 58) }, (_, n) => n * shortOrLong(9, 3));

interface Caps {
  readonly maxDeletions?: number;
  readonly dryRun?: boolean;
}

/** es-cleaner on a real engine with about 200 indices (`npm test`: 85). */
export function describeCleaner(engine: () => EngineApi): void {
  const clean = (prefix: string, caps: Caps = {}) => cleanOnce(engine().url, prefix, caps);

  it('deletes what Curator would, name by name, except what is marked; then nothing more', async () => {
    const prefix = uniquePrefix();
    const byCurator = curatorNames(prefix);
    const kept = [...keptNames(prefix), ...extraNames(prefix)];
    const all = [...byCurator.map(([name]) => name), ...kept];
    await engine().send('PUT', '/_cluster/settings', { persistent: { 'cluster.max_shards_per_node': 5_000 } });
    await pMap(all, (name) => engine().send('PUT', `/${name}?wait_for_active_shards=0`, bodyFor(prefix, name)), {
      concurrency: 8,
    });
    const cases = byCurator.map(([name, timestring]) => ({ name, timestring, days: 60, now: NOW / 1_000 }));
    const verdicts = (await askPython('ask_curator.py', cases)) as readonly unknown[];
    // Anything else would be Curator's own error, and no verdict.
    expect(verdicts.filter((verdict) => typeof verdict !== 'boolean')).toEqual([]);
    const expected = byCurator.flatMap(([name], n) => (verdicts[n] ? [name] : []));
    expect(all.length).toBeGreaterThanOrEqual(shortOrLong(80, 199));
    expect(expected.length).toBeGreaterThan(shortOrLong(30, 50));
    expect(await engine().names(prefix)).toEqual([...all].sort());

    const refused = await clean(prefix, { maxDeletions: expected.length - 1 });
    expect(refused).toMatchObject({
      status: 'refused',
      refusal: expect.stringContaining('MAX_DELETIONS'),
      deleted: [],
    });
    expect(await clean(prefix, { dryRun: true })).toMatchObject({ status: 'dryRun', deleted: [] });
    expect(await engine().names(prefix)).toEqual([...all].sort());

    const report = await clean(prefix);
    expect(report).toMatchObject({ status: 'cleaned', failures: {} });
    expect([...report.deleted].sort()).toEqual([...expected].sort());
    expect(await engine().names(prefix)).toEqual(all.filter((name) => !expected.includes(name)).sort());
    expect(await clean(prefix)).toMatchObject({ status: 'cleaned', deleted: [] });
    await engine().send('PUT', '/_cluster/settings', { persistent: { 'cluster.max_shards_per_node': null } });
  }, 180_000);
}

function cleanOnce(url: string, prefix: string, { maxDeletions = 500, dryRun = false }: Caps): Promise<CleanReport> {
  return cleanIndices({
    call: createSearchClient({ url, auth: { type: 'none' }, timeoutMs: 30_000 }),
    plan: { prefix, maxAgeDays: 60, rules: [], excludePattern: /-reload$/, maxDeletions, maxDeleteShare: 90 },
    dryRun,
    now: () => NOW,
  });
}

/** Names that Curator's age filter knows, with the timestring that finds their date. */
function curatorNames(prefix: string): readonly (readonly [name: string, timestring: string])[] {
  return AGES.flatMap((age) => [
    [`${prefix}-app-${day(age, '')}`, '%Y%m%d'],
    [`${prefix}-web.${day(age, '.')}`, '%Y.%m.%d'],
    [`${prefix}-db-${day(age, '-')}`, '%Y-%m-%d'],
  ]);
}

function day(ageDays: number, separator: string): string {
  return new Date(NOW - ageDays * DAY_MS).toISOString().slice(0, 10).replaceAll('-', separator);
}

/** Names that stay whatever Curator says, and why. */
function keptNames(prefix: string): readonly string[] {
  return [0, 100, 400].flatMap((age) => [
    `${prefix}-app-${day(age, '')}-reload`,
    `${prefix}-hidden-${day(age, '')}`,
    `${prefix}-write-${day(age, '')}`,
    `${prefix}-only-${day(age, '')}`,
    `${prefix}-${day(age, '')}-20261122`,
    `${prefix}-${day(age, '')}-app`,
    `${prefix}x-app-${day(age, '')}`,
  ]);
}

function extraNames(prefix: string): readonly string[] {
  return [`${prefix}-month-202609`, `${prefix}-month-202610`, `${prefix}-000001`, `${prefix}-app`];
}

function bodyFor(prefix: string, name: string): unknown {
  return {
    settings: {
      number_of_shards: 1,
      number_of_replicas: 0,
      ...(name.includes('-hidden-') ? { 'index.hidden': true } : {}),
    },
    aliases: {
      // The empty name: no alias at all.
      ...(name.includes('-write-') ? { [`w-${name}`]: { is_write_index: true }, [`all-${prefix}`]: {} } : {}),
      ...(name.includes('-only-') ? { [`${name}-o`]: {} } : {}),
    },
  };
}

/** Data streams: not in Elasticsearch's test distribution. */
export function describeCleanerOnDataStreams(engine: () => EngineApi): void {
  it('leaves a data stream’s indices alone, whatever their names', async () => {
    const prefix = uniquePrefix();
    await engine().send('PUT', `/_index_template/${prefix}`, {
      index_patterns: [`${prefix}-stream*`],
      priority: 500,
      data_stream: {},
    });
    await engine().send('PUT', `/_data_stream/${prefix}-stream-20200101`);
    const client = createSearchClient({ url: engine().url, auth: { type: 'none' }, timeoutMs: 30_000 });
    // Hidden ones in the first list, too: an index must be told by what the engine says of it.
    const call: CallSearch = (request) =>
      client(
        request.path === '/_cat/indices'
          ? { ...request, query: { ...request.query, expand_wildcards: 'all' } }
          : request,
      );
    const listing = await listIndices(call);
    if (listing.status === 'failed') throw new Error(listing.error);
    const ofStream = listing.indices.filter(({ name }) => name.includes(`${prefix}-stream`));
    expect(ofStream).toEqual([
      expect.objectContaining({ isHidden: true, dataStream: `${prefix}-stream-20200101`, writeAlias: undefined }),
    ]);
    await engine().send('DELETE', `/_data_stream/${prefix}-stream-20200101`);
    await engine().send('DELETE', `/_index_template/${prefix}`);
  });
}
