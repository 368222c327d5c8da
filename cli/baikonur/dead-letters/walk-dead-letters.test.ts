import type { ListObjects } from '../aws/list-objects.ts';
import { createFilter, type FilterOptions } from './filter.ts';
import { walkDeadLetters } from './walk-dead-letters.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** A bucket of keys, which counts its pages; each object was written `delayMs` after the hour in its key. */
function createBucket(keys: readonly string[], pageSize: number, delayMs = 0) {
  const sorted = [...keys].sort();
  let pages = 0;
  const list: ListObjects = async function* list({ prefix, after = '' }) {
    const rest = sorted.filter((key) => key.startsWith(prefix) && key > after);
    for (let at = 0; at === 0 || at < rest.length; at += pageSize) {
      pages++;
      const objects = rest
        .slice(at, at + pageSize)
        .map((key) => ({ key, bytes: 1, writtenAtMs: hourOf(key) + delayMs }));
      yield { objects, folders: [] };
    }
  };
  return { list, pages: () => pages };
}

function hourOf(key: string): number {
  const hour = /(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)/.exec(key)?.slice(1).map(Number) ?? [];
  return Date.UTC(hour[0] ?? 0, (hour[1] ?? 1) - 1, hour[2], hour[3]);
}

function keyOf(fn: string, reason: string, type: string, hourMs: number, name = 'a'): string {
  const hour = new Date(hourMs).toISOString().slice(0, 13).replace(/[-T]/g, '/');
  return `failed/${fn}/-/${reason}/${type}/${hour}/${name}.ndjson.gz`;
}

async function walk(list: ListObjects, range: { fromMs: number; toMs: number }, options: FilterOptions = {}) {
  const filter = createFilter(options, { functions: [], streams: [], deliveryStreams: [] });
  const keys: string[] = [];
  const walked = walkDeadLetters(list, { bucket: 'b', prefix: 'failed', filter, range, longestWaitMs: 72 * HOUR_MS });
  for await (const { key } of walked) keys.push(key);
  return keys;
}

describe('walkDeadLetters', () => {
  const keys = ['f', 'g'].flatMap((fn) =>
    ['bad_time', 'not_json'].flatMap((reason) =>
      ['app', 'web'].flatMap((type) => [0, 1, 2].map((age) => keyOf(fn, reason, type, NOW_MS - age * HOUR_MS))),
    ),
  );
  const inner = ['failed/_progress/a/1.json.gz', 'failed/_redriven/run/x.json', 'aws/lambda/id/shard/x'];
  const all = { fromMs: 0, toMs: NOW_MS + 1 };

  it.each([1, 2, 3, 1_000])('finds all dead letters and nothing else, with pages of %i', async (pageSize) => {
    const { list } = createBucket([...keys, ...inner], pageSize);
    expect(await walk(list, all)).toEqual([...keys].sort());
  });

  it.each<[FilterOptions, (key: string) => boolean]>([
    [{ function: 'g' }, (key) => key.includes('/g/')],
    [{ reason: 'not_json' }, (key) => key.includes('/not_json/')],
    [{ target: 'kinesis:x' }, () => false],
    [{ function: 'nothing' }, () => false],
  ])('selects by %j', async (options, isTaken) => {
    for (const pageSize of [1, 4, 1_000]) {
      const { list } = createBucket([...keys, ...inner], pageSize);
      expect(await walk(list, all, options)).toEqual(keys.filter(isTaken).sort());
    }
  });

  it('selects by the time of writing', async () => {
    const { list } = createBucket(keys, 2, 30 * 60_000);
    const range = { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS };
    expect(await walk(list, range)).toEqual(keys.filter((key) => hourOf(key) === NOW_MS - HOUR_MS).sort());
  });

  it('skips hours that are too early, and reasons and functions that are not meant, without listing them', async () => {
    const old = Array.from({ length: 100_000 }, (_, n) =>
      keyOf('f', 'bad_time', 'app', NOW_MS - (100 + (n % 1_000)) * HOUR_MS, `${n}`),
    );
    const { list, pages } = createBucket([...old, ...keys], 1_000);
    expect(await walk(list, { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS + 1 })).toHaveLength(16);
    expect(pages()).toBeLessThan(5);
    expect(await walk(list, all, { reason: 'not_json' })).toHaveLength(12);
    expect(pages()).toBeLessThan(10);
  });

  it('finds what waited as long as its stream keeps it', async () => {
    const waited = keyOf('f', 'held_too_long', 'app', NOW_MS - 72 * HOUR_MS);
    const early = Array.from({ length: 10 }, (_, n) => keyOf('f', 'held_too_long', 'app', 0, `${n}`));
    const { list } = createBucket([...early, waited], 1, 72 * HOUR_MS);
    expect(await walk(list, { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS + 1 })).toEqual([waited]);
  });
});
