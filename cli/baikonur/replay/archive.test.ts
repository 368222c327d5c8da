import { Readable } from 'node:stream';
import { KEY_LAYOUTS, type KeyLayout } from '../../../services/s3-sink/layouts.ts';
import { objectKey } from '../../../services/s3-sink/object-key.ts';
import { testLog } from '../../../shared/pipeline/testing/results.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { type Archive, listArchive } from './archive.ts';
import { planReplay } from './plan-replay.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 10, 22);
const LONG = `app.${'x'.repeat(300)}`;
const TYPES = ['app', 'app.web', 'web', 'a/b c', LONG];

/** The keys that s3-sink makes, of each type three days. */
function keysOf(layout: KeyLayout): readonly string[] {
  const naming = { prefix: 'logs', layout, compression: { format: 'zstd' } } as const;
  return TYPES.flatMap((logType) =>
    [0, 1, 2].map((day) => {
      const timeNs = BigInt(START_MS + day * DAY_MS + 5 * 3_600_000) * 1_000_000n;
      return objectKey(naming, testLog(day, { logType, timeNs }), [`s/shard/${day}`]);
    }),
  );
}

function listOf(keys: readonly string[], onList: (prefix: string) => void = () => undefined): ListObjects {
  return async function* list({ prefix, shallow = false }) {
    onList(prefix);
    const found = keys.filter((key) => key.startsWith(prefix)).sort();
    const folders = new Set(found.map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1)));
    if (shallow) yield { objects: [], folders: [...folders] };
    else yield { objects: found.map((key) => ({ key, bytes: 10, writtenAtMs: START_MS })), folders: [] };
  };
}

async function list(
  layout: KeyLayout,
  pattern: string,
  fromDay: number,
  toDay: number,
  writtenBeforeMs = START_MS + 1,
) {
  const archive: Archive = { bucket: 'b', folder: 'logs/', layout, idField: 'log_id' };
  const range = { fromMs: START_MS + fromDay * DAY_MS, toMs: START_MS + toDay * DAY_MS };
  const found: string[] = [];
  const files = listArchive(listOf([...keysOf(layout), 'logs/readme', 'other/app/2026-11/22/x.gz']), archive, {
    ...{ pattern, range, writtenBeforeMs },
  });
  for await (const { logType, key } of files) found.push(`${logType} ${/2026-11[-/]\d\d/.exec(key)?.[0].slice(-2)}`);
  return found;
}

describe.each(KEY_LAYOUTS)('the layout %s', (layout) => {
  it.each([
    ['app', 0, 1, ['app 22']],
    ['app', 0, 2, ['app 22', 'app 23']],
    ['app', 0.5, 0.6, ['app 22']],
    ['a/b c', 1, 2, ['a/b c 23']],
    ['web*', 2, 3, ['web 24']],
    ['app.*', 2, 3, ['app.web 24']],
    ['nothing', 0, 3, []],
    ['app', 3, 9, []],
  ])('lists %s from day %d to day %d', async (pattern, from, to, expected) => {
    expect(await list(layout, pattern, from, to)).toEqual(expected);
  });

  it('lists all types, and a long one by its whole name', async () => {
    expect(await list(layout, '*', 0, 1)).toHaveLength(TYPES.length);
    expect(await list(layout, LONG, 0, 1)).toHaveLength(1);
  });

  it('asks for the days of years by the folders that are there', async () => {
    const prefixes: string[] = [];
    const archive: Archive = { bucket: 'b', folder: 'logs/', layout, idField: 'log_id' };
    const range = { fromMs: 0, toMs: START_MS + DAY_MS };
    const all = listOf(keysOf(layout), (prefix) => prefixes.push(prefix));
    const found: string[] = [];
    for await (const { key } of listArchive(all, archive, { pattern: 'app', range, writtenBeforeMs: START_MS + 1 })) {
      found.push(key);
    }
    expect(found).toHaveLength(1);
    // All days of the month that has a folder, and the look at which there are.
    expect(prefixes.length).toBeLessThanOrEqual(23);
  });

  it('leaves out what was written after the run began', async () => {
    expect(await list(layout, '*', 0, 3, START_MS)).toEqual([]);
  });
});

it('lists only the folders of the type and the days', async () => {
  const prefixes: string[] = [];
  const archive: Archive = { bucket: 'b', folder: '', layout: 'baikonur', idField: 'log_id' };
  const range = { fromMs: START_MS, toMs: START_MS + 2 * DAY_MS };
  const files = listArchive(
    listOf([], (prefix) => prefixes.push(prefix)),
    archive,
    {
      ...{ pattern: 'app', range, writtenBeforeMs: 0 },
    },
  );
  expect((await files.next()).done).toBe(true);
  expect(prefixes).toEqual(['app/2026-11/22/', 'app/2026-11/23/']);
});

it('plans 100,000 objects without keeping them, and reads eight', async () => {
  let opened = 0;
  async function* many() {
    for (let n = 0; n < 100_000; n++) {
      yield { bucket: 'b', key: `${n}`, bytes: 20, writtenAtMs: 0, logType: `t${n % 3}` };
    }
  }
  const plan = await planReplay(
    many(),
    async () => {
      opened++;
      return asBody('{"a":1}\n{"a":2}\n');
    },
    () => undefined,
  );
  expect(plan).toMatchObject({ objects: 100_000, bytes: 2_000_000, logs: 200_000, example: '{"a":1}' });
  expect(plan.types).toHaveLength(3);
  expect(opened).toBe(8);
});

function asBody(text: string) {
  return Readable.from([Buffer.from(text)]);
}
