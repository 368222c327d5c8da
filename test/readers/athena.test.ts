import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { COMPRESSION_FORMATS } from '../../services/s3-sink/compress.ts';
import { parseConfig } from '../../services/s3-sink/config.ts';
import { createObjectDeliver } from '../../services/s3-sink/deliver.ts';
import { KEY_LAYOUTS, type KeyLayout } from '../../services/s3-sink/layouts.ts';
import { s3Sink } from '../../services/s3-sink/service.ts';
import { makeContext, makeLog } from '../../shared/delivery/testing/make-log.ts';
import { resolveIntrinsics } from '../../shared/deploy/template/resolve-intrinsics.ts';
import { stageWith, topologyOf } from '../../shared/deploy/topology/testing/topology-of.ts';
import type { Log } from '../../shared/log/log.ts';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import { askReader } from './ask-reader.ts';

/** The properties of the resources that Athena works with. */
interface ArchiveStack {
  readonly ArchiveLines: { readonly Properties: { readonly TableInput: LinesTable } };
  readonly ArchiveLogs: { readonly Properties: { readonly TableInput: { readonly ViewOriginalText: string } } };
  readonly ArchiveQueryById: NamedQuery;
  readonly ArchiveQueryCounts: NamedQuery;
}
interface NamedQuery {
  readonly Properties: { readonly QueryString: string };
}
interface LinesTable {
  readonly PartitionKeys: readonly { readonly Name: string }[];
  readonly Parameters: Readonly<Record<string, string>>;
}

const SMALL_SINK = "sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n";
const DAYS = ['2026-11-22', '2026-11-23'];

function stackOf(layout: KeyLayout, fields = '') {
  const topology = topologyOf(stageWith('archive: { athena: true }'), [
    'sinks',
    SMALL_SINK,
    `${SMALL_SINK}    environment: { LOG_S3_PREFIX: logs/v1, S3_KEY_LAYOUT: ${layout}${fields} }\n`,
  ]);
  const resolved = resolveIntrinsics(s3Sink.resources?.(topology), { region: 'eu-west-1', accountId: '123456789012' });
  const environment = topology.functions.find(({ service }) => service === 's3-sink')?.environment ?? {};
  return { stack: resolved as ArchiveStack, objects: parseConfig(environment).objects };
}

function log(type: string, id: string, time: string, more = ''): Log {
  const data = `{"log_type":"${type}",\n"log_id":"${id}","time":"${time}","big":12345678901234567890${more}}`;
  return makeLog({ data, logType: type, logId: id, time });
}

const LOGS = [
  log('app', 'id-1', '2026-11-22T00:00:00Z'),
  log('app', 'id-2', '2026-11-22T00:59:59.999Z', ',"text":"a \\"quoted\\" \\\\ line, 語 \\u0001"'),
  log('app', 'id-3', '2026-11-22T23:00:00Z'),
  log('app', 'id-4', '2026-11-22T23:30:00+00:00', ',"log":{"log_id":"another"}'),
  log('access', 'id-5', '2026-11-22T12:00:00Z'),
  log('app/web', 'id-6', '2026-11-23T12:00:00Z'),
];

describe.each(KEY_LAYOUTS)('Athena over layout %s', (layout) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baikonur-athena-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** SQL that makes the table as Athena's projection finds it: the objects of every partition that has some. */
  function linesOver(table: LinesTable, keys: readonly string[]): string {
    const template = table.Parameters['storage.location.template'] ?? '';
    const names = table.PartitionKeys.map(({ Name }) => Name);
    const dayFormat = table.Parameters['projection.day.format'] ?? '';
    const values: Record<string, readonly string[]> = {
      log_type: ['app', 'access', 'app!2fweb'],
      day: DAYS.map((day) =>
        dayFormat.replace('yyyy', day.slice(0, 4)).replace('MM', day.slice(5, 7)).replace('dd', day.slice(8)),
      ),
      hour: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
    };
    const partitions = names.reduce<readonly Record<string, string>[]>(
      (all, name) => all.flatMap((one) => (values[name] ?? []).map((value) => ({ ...one, [name]: value }))),
      [{}],
    );
    const selects = partitions.flatMap((partition) => {
      const location = template.replace(/\$\{(\w+)\}/g, (_, name: string) => partition[name] ?? '');
      const prefix = location.replace(/^s3:\/\/[^/]+\//, '');
      if (!keys.some((key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))) return [];
      const columns = names.map((name) => `'${partition[name]}' AS ${name}`).join(', ');
      // One column; LazySimpleSerDe knows no quotes, and divides at U+0001 only.
      const reader = `read_csv('${join(folder, prefix)}*', header=false, delim='\u0001', quote='', escape='', columns={'line': 'VARCHAR'})`;
      return [`SELECT line, ${columns} FROM ${reader}`];
    });
    return `CREATE TABLE app_dev.lines AS ${selects.join(' UNION ALL ')}`;
  }

  async function ask(queries: readonly string[], fields = '') {
    const { stack } = stackOf(layout, fields);
    const keys: string[] = [];
    const putObject: PutObject = async ({ key, body }) => {
      keys.push(key);
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), body);
    };
    // Each partition gets objects of both kinds, as where the setting was changed.
    for (const [turn, format] of COMPRESSION_FORMATS.entries()) {
      const { objects } = stackOf(layout, `${fields}, S3_COMPRESSION: ${format}`);
      const logs = LOGS.filter((_, index) => index % COMPRESSION_FORMATS.length === turn);
      await createObjectDeliver(putObject, objects)(logs, makeContext());
    }
    expect(new Set(keys.map((key) => extname(key)))).toEqual(new Set(['.gz', '.zst']));
    const [, encoded = ''] =
      /^\/\* Presto View: (\S+) \*\/$/.exec(stack.ArchiveLogs.Properties.TableInput.ViewOriginalText) ?? [];
    const view = JSON.parse(Buffer.from(encoded, 'base64').toString()) as { originalSql: string };
    const answers = (await askReader('ask_duckdb.py', {
      statements: [
        'CREATE SCHEMA app_dev',
        linesOver(stack.ArchiveLines.Properties.TableInput, keys),
        `CREATE VIEW logs AS ${view.originalSql}`,
        ...queries,
      ],
    })) as (string | null)[][][];
    return { stack, rows: answers.slice(3) };
  }

  it('has every log in its partition, with its fields and its whole line', async () => {
    const { rows } = await ask(['SELECT log_type, log_id, time, line FROM logs ORDER BY log_id']);
    expect(rows[0]).toEqual(
      LOGS.map(({ logType, logId, data }) => [
        logType.replace('/', '!2f'),
        logId,
        /"time":"([^"]*)"/.exec(data.toString())?.[1],
        data.toString().replace('\n', ''),
      ]),
    );
  });

  it('answers the named queries', async () => {
    const { stack } = stackOf(layout);
    const byId = stack.ArchiveQueryById.Properties.QueryString.replace('the id', 'id-2');
    const { rows } = await ask([byId, stack.ArchiveQueryCounts.Properties.QueryString]);
    expect(rows[0]?.map(([type, id]) => [type, id])).toEqual([['app', 'id-2']]);
    const hourOf = (text: string | null | undefined) => / (\d\d):00:00/.exec(text ?? '')?.[1] ?? text;
    expect(rows[1]?.map(([type, , hour, count]) => [type, hourOf(hour), count])).toEqual([
      ['access', '12', '1'],
      ['app', '00', '2'],
      ['app', '23', '2'],
    ]);
  });

  it('reads fields by their paths, and keys with dots', async () => {
    const fields = ', LOG_ID_FIELD: log.log_id, LOG_TIMESTAMP_FIELD: big';
    const { rows } = await ask(["SELECT log_id, time FROM logs WHERE line LIKE '%id-4%'"], fields);
    expect(rows[0]).toEqual([['another', '12345678901234567890']]);
  });
});

it('is not in the stack unless the stage asks for it', () => {
  expect(Object.keys(s3Sink.resources?.(topologyOf()) ?? {})).toEqual(['ArchiveBucket', 'ArchiveBucketPolicy']);
  const external = topologyOf(stageWith('archive: { athena: true, bucket: theirs }'));
  expect(Object.keys(s3Sink.resources?.(external) ?? {})).toEqual([
    'ArchiveDatabase',
    'ArchiveLines',
    'ArchiveLogs',
    'ArchiveQueryById',
    'ArchiveQueryCounts',
  ]);
});
