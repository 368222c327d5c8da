import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createArchiveSources, type LineSelection } from '../../../shared/put-back/archive-sources.ts';
import { parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import { createEdit } from '../redrive/edit.ts';
import { UsageError } from '../shell.ts';
import { createTakesLine } from './select-lines.ts';

const LINES = ['{"log_type":"app","log_id":"1","time":"2026-11-22T01:00:00Z","level":"error"}', '{"b":2}'];
const TEXT = `${LINES.join('\n')}\n`;
const FILE = { bucket: 'b', key: 'app/2026-11/22/x.gz', bytes: 1, writtenAtMs: 5, logType: 'app' };

async function read(body: Buffer, more: Partial<LineSelection> = {}) {
  const selection = { destination: 'f', takes: () => true, ...more };
  const sources = createArchiveSources(async () => Readable.from([body]), selection, new Map([['b/x', FILE]]));
  const items = [];
  for await (const list of (await sources.open('b/x')) ?? []) items.push(...list);
  return items;
}

it.each([
  ['gzip', gzipSync(TEXT)],
  ['zstd', zstdCompressSync(TEXT)],
  ['zstd in several frames', Buffer.concat(LINES.map((line) => zstdCompressSync(`${line}\n`)))],
  ['nothing', Buffer.from(TEXT)],
])('reads an object compressed with %s, with an identity for each line', async (_name, body) => {
  expect(await read(body)).toEqual(
    LINES.map((text, index) => ({
      status: 'item',
      item: {
        ...{ line: index + 1, function: 'f', target: '-', generation: 0 },
        record: {
          identity: `archive/app/2026-11/22/x.gz/${index + 1}`,
          partitionKey: '',
          arrivedAt: '1970-01-01T00:00:00.005Z',
          data: Buffer.from(text).toString('base64'),
        },
      },
    })),
  );
});

it('leaves a line that becomes 65 MiB by decompression, and reads the one behind it', async () => {
  const [line = ''] = LINES;
  const body = zstdCompressSync(Buffer.concat([Buffer.alloc(65 * 1024 * 1024, 'x'), Buffer.from(`\n${line}\n`)]));
  expect(await read(body)).toMatchObject([
    {
      status: 'left',
      line: 1,
      isProblem: true,
      why: `it has ${65 * 1024 * 1024} bytes, at most ${64 * 1024 * 1024} are read`,
    },
    { status: 'item', item: { line: 2 } },
  ]);
});

it('keeps the numbers of lines when others are left out', async () => {
  const items = await read(gzipSync(TEXT), { takes: (line) => line.toString() === '{"b":2}' });
  expect(items).toMatchObject([{ item: { line: 2 } }]);
});

it('sends what --edit makes of a line, which is told its place', async () => {
  const edit = createEdit((_log, { key, line }: { key: string; line: number }) => ({ key, line }));
  const [first] = await read(gzipSync(TEXT), { edit });
  const data = first?.status === 'item' ? Buffer.from(first.item.record.data, 'base64').toString() : '';
  expect(JSON.parse(data)).toEqual({ key: FILE.key, line: 1 });
});

describe('createTakesLine', () => {
  const settings = parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'b', PROGRESS_TABLE: 't' }, 's3-sink');
  const at = (hour: number, day = 22) => Date.UTC(2026, 10, day, hour);
  const [log = ''] = LINES;

  it.each<[string, number, number, readonly string[], boolean]>([
    ['whole days', at(0), at(0, 23), [], true],
    ['hours with it', at(1), at(2), [], true],
    ['hours before it', at(0), at(1), [], false],
    ['hours after it', at(2), at(3), [], false],
    ['a value that it has', at(0), at(0, 23), ['level=error'], true],
    ['a value that it has not', at(0), at(0, 23), ['level=info'], false],
    ['two values', at(0), at(0, 23), ['level=error', 'log_id=1'], true],
  ])('of %s', (_name, fromMs, toMs, where, expected) => {
    expect(createTakesLine(settings, { fromMs, toMs }, where)(Buffer.from(log), 0)).toBe(expected);
  });

  it('leaves it to the function to say what is wrong with a line', () => {
    const range = { fromMs: at(1), toMs: at(2) };
    expect(createTakesLine(settings, range, [])(Buffer.from('no json'), 0)).toBe(true);
  });

  it('refuses a condition that is none', () => {
    expect(() => createTakesLine(settings, { fromMs: 0, toMs: 1 }, ['level'])).toThrow(UsageError);
  });
});
