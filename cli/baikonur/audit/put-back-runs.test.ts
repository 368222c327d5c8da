import { Readable } from 'node:stream';
import type { ListObjects } from '../aws/list-objects.ts';
import { createReadPutBack } from './put-back-runs.ts';

const AT_MS = Date.UTC(2026, 10, 28, 10, 42, 50);
const STREAM = { key: 'archive', name: 'app-dev-archive' };
const RANGE = { fromMs: AT_MS - 60_000, toMs: AT_MS + 60_000 };
const OBJECTS: Readonly<Record<string, string>> = {
  'failed/_redriven/20261128T104250Z-a/report.json': '{"toStream":"app-dev-archive","delivered":3}',
  'failed/_redriven/20261128T104250Z-into-function/report.json': '{"delivered":9}',
  'failed/_redriven/20261128T104250Z-other/report.json': '{"toStream":"app-dev-router","delivered":9}',
  'failed/_redriven/20261128T104250Z-broken/report.json': '{',
  'failed/_redriven/20261128T104250Z-unfinished/x.ndjson.gz': '',
  'failed/_redriven/20261127T104250Z-yesterday/report.json': '{"toStream":"app-dev-archive","delivered":9}',
  'failed/_redriven/20261128T104450Z-later/report.json': '{"toStream":"app-dev-archive","delivered":9}',
  'failed/_redriven/by-hand/report.json': '{"toStream":"app-dev-archive","delivered":9}',
  'failed/_replay/20261128T104230Z-b/run.json': '{"to":"kinesis:archive"}',
  'failed/_replay/20261128T104230Z-c/run.json': '{"to":"es-sink"}',
};

const list: ListObjects = async function* list({ prefix }) {
  const keys = Object.keys(OBJECTS).filter((key) => key.startsWith(prefix));
  yield { objects: [], folders: [...new Set(keys.map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1)))] };
};

it('names the runs of the time that put logs on the stream', async () => {
  const opened: string[] = [];
  const open = async ({ key }: { readonly key: string }) => {
    opened.push(key);
    const body = OBJECTS[key];
    return body === undefined ? undefined : Readable.from([Buffer.from(body)]);
  };
  const read = createReadPutBack({ list, open }, { bucket: 'b', prefix: 'failed' });
  expect(await read(STREAM, RANGE)).toEqual([
    {
      ...{ function: 'redrive', atMs: AT_MS, requestId: '20261128T104250Z-a' },
      cause: 'an operator put 3 logs on the stream',
    },
    {
      ...{ function: 'replay', atMs: AT_MS - 20_000, requestId: '20261128T104230Z-b' },
      cause: 'an operator put logs on the stream',
    },
  ]);
  expect(opened.filter((key) => /yesterday|later|by-hand/.test(key))).toEqual([]);
});
