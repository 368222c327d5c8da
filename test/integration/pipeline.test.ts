import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { FindReport } from '../../cli/baikonur/find/report.ts';
import { runCommand } from '../../cli/baikonur/testing/run-command.ts';
import { badRecords } from '../../local/samples/bad-samples.ts';
import { checkReasons } from '../../local/samples/check-samples.ts';
import { lineRecord, splitLines } from '../../local/samples/file-lines.ts';
import { goodEvents, goodRecords } from '../../local/samples/good-samples.ts';
import type { RecordToSend } from '../../local/samples/to-send.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { judgeLines } from '../../local/start/judge-lines.ts';
import { matchLines } from '../../local/start/match-lines.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import { describeRedrive } from './describe-redrive.ts';
import { eventually } from './eventually.ts';
import { createFaultProxy, type Fault } from './fault-proxy.ts';
import { beginRun } from './run.ts';
import { connectStack } from './stack.ts';

const LIMIT_MS = 120_000;
const { clients, connection, stop } = connectStack();
const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
afterAll(() => {
  stop();
  rmSync(folder, { recursive: true });
});

/** Time-out under faults, in seconds: an outage is waited for until 5 s before it, then the shard waits. */
const SHORT_TIMEOUT_S = 9;

/** Leads a deployed function to another endpoint for one service; returns how to lead it back. */
async function reroute(FunctionName: string, variable: string, url: string): Promise<() => Promise<void>> {
  const { Environment, Timeout } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = Environment?.Variables ?? {};
  const update = async (changes: Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>): Promise<void> => {
    await clients.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...changes }));
  };
  await update({ Environment: { Variables: { ...Variables, [variable]: url } }, Timeout: SHORT_TIMEOUT_S });
  return () => update({ Environment: { Variables }, Timeout });
}

function plain(count: number, type: string): RecordToSend[] {
  const nowMs = Date.now();
  return Array.from({ length: count }, (_, i) => ({
    name: 'plain',
    partitionKey: `k-${i}`,
    data: Buffer.from(
      JSON.stringify({ log_type: type, log_id: `${type}-${nowMs}-${i}`, time: new Date(nowMs - i).toISOString() }),
    ),
    entries: [{ status: 'valid' as const }],
  }));
}

test(
  'every sample ends where it belongs, each bad one with a letter of its own reason',
  async () => {
    const run = await beginRun(clients);
    const nowMs = Date.now();
    const toSend = { records: [...(await goodRecords(nowMs)), ...badRecords(nowMs)], events: goodEvents(nowMs) };
    await run.send(toSend);
    const { view, contents } = await run.untilBalanced();
    expect(checkReasons(toSend, contents.deadLetters, run.stage)).toEqual([]);
    const valid = [...toSend.records, ...toSend.events].flatMap(({ entries }) =>
      entries.filter(({ status }) => status !== 'rejected'),
    );
    expect(view.destinations.archive.logs).toBe(valid.length);
    expect(view.destinations.deadLetters.onFailure).toEqual([]);
  },
  LIMIT_MS,
);

function baikonur(...args: readonly string[]) {
  return runCommand([...args, '--stage', 'local'], {
    env: { AWS_ENDPOINT_URL: connection.endpoint, AWS_REGION: connection.region },
    now: Date.now,
  });
}

function command(...args: readonly string[]) {
  return baikonur('letters', ...args);
}

function keyOf({ function: name, target, identity }: DeadLetter): string {
  return [name, target, identity].join(' ');
}

test(
  'baikonur letters groups, explains and gives back what the functions rejected',
  async () => {
    const run = await beginRun(clients);
    const records = badRecords(Date.now());
    await run.send({ records, events: [] });
    const { contents } = await run.untilBalanced();
    // Other tests rejected logs as well.
    const shown = (await command('--show', '--json')).out
      .trimEnd()
      .split('\n')
      .map((line): DeadLetter => JSON.parse(line));
    expect(shown.map(keyOf)).toEqual(expect.arrayContaining(contents.deadLetters.map(keyOf)));

    const groups: { reason: string; count: number }[] = JSON.parse((await command('--json')).out);
    const counted = groups.flatMap(({ reason, count }) => Array.from({ length: count }, () => reason));
    expect(counted.sort()).toEqual(shown.map(({ reason }) => reason).sort());

    const explained = await command('explain', '--json', '--reason', 'bad_time');
    expect([explained.code, JSON.parse(explained.out)[0].now.refused > 0]).toEqual([1, true]);

    const { out } = await command('--data');
    const entries = await runCommand(['send', '--dry-run', '--json'], { stdin: out });
    expect(JSON.parse(entries.out)).toMatchObject({ lines: shown.length });
  },
  LIMIT_MS,
);

test(
  'baikonur find has each step of a log: the streams, its object and line, or its dead letters',
  async () => {
    const run = await beginRun(clients);
    const records = plain(3, 'app.find');
    const [first] = records;
    const { log_id: id, time } = JSON.parse(String(first?.data));
    const bad = { ...JSON.parse(String(first?.data)), log_id: `${id}-bad`, time: 'soon' };
    const rejected = { name: 'bad', partitionKey: 'k', data: Buffer.from(JSON.stringify(bad)) };
    await run.send({
      records: [...records, { ...rejected, entries: [{ status: 'rejected', code: 'bad_time' }] }],
      events: [],
    });
    const { contents } = await run.untilBalanced();
    const find = async (...args: readonly string[]): Promise<FindReport> =>
      JSON.parse((await baikonur('find', ...args, '--json', '--type', 'app.find')).out);
    const places = new Map(
      (await find(id, '--in-flight')).places.map((place) => [
        place.kind === 'stream' ? place.stream : place.kind,
        place,
      ]),
    );
    expect([...places.keys()].sort()).toEqual([
      'archive',
      ...['archive', 'router', 'subscriber'].map((key) => `baikonur-local-${key}`),
    ]);
    const archived = contents.archive.find(({ lines }) => lines.some((line) => String(line).includes(`"${id}"`)));
    const line = archived?.lines.findIndex((one) => String(one).includes(`"${id}"`)) ?? Number.NaN;
    expect(places.get('archive')).toMatchObject({ key: archived?.key, line: line + 1, time });
    const deadLetters: readonly DeadLetter[] = contents.deadLetters;
    expect((await find(`${id}-bad`)).places).toMatchObject(deadLetters.map(() => ({ kind: 'letter' })));
    expect((await find('--where', `log_id=${id}`)).places).toEqual([places.get('archive')]);
  },
  LIMIT_MS,
);

test(
  'each line of a file that is a valid log comes back byte for byte, in the folder of its type and day',
  async () => {
    const file = Buffer.from(
      [
        '{"log_type":"it.file","log_id":"1","time":"2020-02-29T23:59:59Z","n":12345678901234567890,"f":1.10}',
        '{"log_type":"it.file","log_id":"1","time":"2020-02-29T23:59:59Z","n":12345678901234567890,"f":1.10}',
        '{"log_type":"../up","log_id":2,"time":1600000000,   "spaces" : "kept\\u00e9" }',
        'no json',
        '',
        '{"log_type":"it.zone","log_id":"3","time":"2021-01-01T00:00:00+14:00"}\r',
        '{"log_type":"it.zone","log_id":"4"}',
      ].join('\n'),
    );
    const run = await beginRun(clients);
    const sink = loadTopology(MANIFESTS, 'local', ROOT).functions.find(({ service }) => service === 's3-sink');
    const judged = judgeLines(splitLines(file), sink?.environment ?? {}, Date.now());
    const records = judged.map(({ line }) => ({ ...lineRecord(line), entries: [{ status: 'valid' as const }] }));
    await run.send({ records, events: [] });
    const { contents } = await run.untilBalanced();
    const report = matchLines(judged, [], contents.archive, contents.deadLetters);
    expect(report).toMatchObject({ lines: 6, onS3: 4, lost: [] });
    expect(report.rest.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'not_json'],
      [7, 'missing_field'],
    ]);
    const folders = new Set(contents.archive.map(({ key }) => key.slice(0, key.lastIndexOf('/'))));
    expect([...folders].sort()).toEqual([
      'logs/!2e!2e!2fup/2020-09/13',
      'logs/it.file/2020-02/29',
      'logs/it.zone/2020-12/31',
    ]);
  },
  LIMIT_MS,
);

test(
  's3-sink writes zstd where its variable says so; the objects are read back',
  async () => {
    const run = await beginRun(clients);
    const name = run.stage.functions.find((fn) => fn.name.includes('-s3-sink-'))?.name ?? '';
    const restore = await reroute(name, 'S3_COMPRESSION', 'zstd');
    try {
      const records = plain(40, 'it.zstd');
      await run.send({ records, events: [] });
      const { contents } = await run.untilBalanced();
      expect(contents.archive.every(({ key }) => key.endsWith('.zst'))).toBe(true);
      const [first] = contents.archive;
      const object = { Bucket: run.stage.archiveBucket, Key: first?.key };
      const head = await clients.s3.send(new HeadObjectCommand(object));
      expect([head.ContentEncoding, head.ContentType]).toEqual(['zstd', 'application/x-ndjson']);
      const written = contents.archive.flatMap(({ lines }) => lines.map(String));
      expect(written.sort()).toEqual(records.map(({ data }) => data.toString()).sort());
      const day = new Date().toISOString().slice(0, 10);
      const deep = await baikonur('audit', '--deep', day, 'it.zstd', '--json');
      expect(JSON.parse(deep.out)).toMatchObject({ lines: 40, distinct: 40, repeated: 0 });
    } finally {
      await restore();
    }
  },
  LIMIT_MS,
);

describe.each<[string, string, string, string, Fault[]]>([
  [
    'S3, under its sink',
    's3-sink',
    'AWS_ENDPOINT_URL_S3',
    'it.s3',
    ['cut', 'unavailable', 'cutAnswer', 'cut', 'unavailable', 400, 'cutAnswer', 400],
  ],
  // An answer of PutRecords that is lost makes a second copy: that one is promised, see docs of the pipeline.
  [
    'Kinesis, under the router',
    'router',
    'AWS_ENDPOINT_URL_KINESIS',
    'it.kinesis',
    ['cut', 'unavailable', 'cut', 'unavailable', 400, 'cut', 'cut', 'cut', 'cut', 400],
  ],
])('a target that refuses, cuts and delays for a while: %s', (_name, service, variable, type, faults) => {
  test(
    'nothing is lost, nothing written twice, nothing spilled, and the ledger says so',
    async () => {
      const run = await beginRun(clients);
      const name = run.stage.functions.find((fn) => fn.name.includes(`-${service}-`))?.name ?? '';
      const proxy = await createFaultProxy(connection.endpoint);
      const restore = await reroute(name, variable, proxy.url);
      try {
        const records = plain(120, type);
        await run.send({ records, events: [] });
        // First the target is not there at all, until the function has said so.
        await eventually(async () => {
          const { view } = await run.look();
          return (view.functions[name]?.retryable ?? 0) > 0 || undefined;
        });
        await proxy.admit(faults);
        const { view, contents } = await run.untilBalanced();
        expect(proxy.left()).toBe(0);
        const written = contents.archive.flatMap(({ lines }) => lines.map(String));
        expect(written.sort()).toEqual(records.map(({ data }) => data.toString()).sort());
        expect(view.functions[name]).toMatchObject({ delivered: 120, rejected: 0, filtered: 0 });
        expect(view.destinations.deadLetters).toMatchObject({ letters: 0, onFailure: [] });
      } finally {
        await restore();
        await proxy.close();
      }
    },
    LIMIT_MS,
  );
});

// Last: it puts logs beside the router, which the ledger of a run would not know. What a person watches: test/page.
describe('what a person puts back', () => describeRedrive({ clients, connection, folder: () => folder }));
