import { Readable } from 'node:stream';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { CommandError } from '../shell.ts';
import { findInArchive } from './find-in-archive.ts';
import { lookFor } from './testing/look-for.ts';

const settings = parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'b', PROGRESS_TABLE: 't' }, 's3-sink');
const SOURCE = { archive: { bucket: 'b', folder: 'logs/', layout: 'baikonur', idField: 'log_id' }, settings } as const;
const LINE = '{"log_type":"app","log_id":"wanted","time":"2026-11-22T00:30:00Z"}\n';
const OTHER = LINE.replace('wanted', 'other');
const OBJECTS = 100_000;
const PAGE = 1_000;

/** A day of one type with very many objects, listed page by page. */
function manyObjects(bytes = 1_000) {
  const seen = { pages: 0, opened: 0, open: 0, mostOpen: 0 };
  const list: ListObjects = async function* list({ shallow }) {
    if (shallow) yield { objects: [], folders: ['logs/app/'] };
    else {
      for (let first = 0; first < OBJECTS; first += PAGE) {
        seen.pages++;
        const keys = Array.from({ length: PAGE }, (_, index) => `logs/app/2026-11/22/${first + index}`);
        yield { objects: keys.map((key) => ({ key, bytes, writtenAtMs: 0 })), folders: [] };
      }
    }
  };
  const open: OpenObject = async ({ key }) => {
    seen.opened++;
    seen.mostOpen = Math.max(seen.mostOpen, ++seen.open);
    const body = Readable.from([Buffer.from(key.endsWith('/99999') ? LINE : OTHER)]);
    body.once('close', () => seen.open--);
    return body;
  };
  return { seen, ports: { list, open } };
}

describe('an archive of 100,000 objects', () => {
  it('is read no further than --max-objects; only the pages that are read are listed', async () => {
    const { seen, ports } = manyObjects();
    const { looking, result } = lookFor({ id: 'wanted', maxObjects: 2_500, concurrency: 8 });
    await findInArchive(ports, SOURCE, looking);
    expect(seen).toMatchObject({ pages: 3, opened: 2_500, open: 0 });
    expect(seen.mostOpen).toBeLessThanOrEqual(8);
    expect(result()).toEqual({
      places: [],
      skipped: [{ what: 'archive s3://b/logs/', why: '2,500 objects were read (--max-objects)' }],
      sums: { objects: 2_500, bytes: 2_500_000 },
    });
  });

  it('is read no further than --max-gib', async () => {
    const { seen, ports } = manyObjects(1024 ** 2 * 8);
    const { looking, result } = lookFor({ id: 'wanted', maxBytes: 2 * 1024 ** 3 });
    await findInArchive(ports, SOURCE, looking);
    expect(seen.opened).toBe(256);
    expect(result().skipped).toEqual([
      { what: 'archive s3://b/logs/', why: 'more bytes would be read than --max-gib allows' },
    ]);
  });

  it('ends at the first places that are enough, and opens no more', async () => {
    const { seen, ports } = manyObjects();
    const { looking, result } = lookFor({ id: 'other', all: true, limit: 5, concurrency: 4 });
    await findInArchive(ports, SOURCE, looking);
    expect(result().places).toHaveLength(5);
    expect(seen.opened).toBeLessThan(20);
  });
});

it('a missing right ends it, in its own words', async () => {
  const { ports } = manyObjects();
  const { looking } = lookFor({ id: 'wanted' });
  const open: OpenObject = async () => {
    throw new CommandError('no right to s3:GetObject on s3://b/k');
  };
  const found = findInArchive({ ...ports, open }, SOURCE, looking);
  await expect(found).rejects.toThrow('no right to s3:GetObject on s3://b/k');
});

it('an abort in the middle of an object ends it', async () => {
  const { ports } = manyObjects();
  const over = new AbortController();
  const { looking, result } = lookFor({ id: 'wanted' }, over.signal);
  const open: OpenObject = async () => {
    over.abort();
    // It never ends by itself.
    return new Readable({ read: () => undefined });
  };
  await findInArchive({ ...ports, open }, SOURCE, looking);
  expect(result().places).toEqual([]);
});
