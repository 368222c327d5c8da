import { join } from 'node:path';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import { createAwsClients } from '../../aws/clients.ts';
import type { LocatedDeadLetter } from '../../dead-letters/group-dead-letters.ts';
import type { FindReport } from '../../find/report.ts';
import type { ExplainAnswer } from '../page-requests.ts';
import { createExplainText } from './explain-text.ts';
import { answerOf } from './find-log.ts';
import { groupViews } from './list-dead-letters.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'dev', ROOT);
const AT = '2026-11-28T14:00:00Z';
const SINK = 'baikonur-dev-s3-sink-sink';

function deadLetter(parts: Partial<LocatedDeadLetter['deadLetter']>, line = 1): LocatedDeadLetter {
  const deadLetter = {
    ...{
      identity: `s/shard/${line}`,
      function: SINK,
      target: '-',
      stage: 'dev',
      reason: 'bad_time',
      error: 'time: got "x"',
    },
    ...{ attempts: 1, partitionKey: 'k', arrivedAt: AT, failedAt: AT, logType: 'app.web' },
    ...parts,
  };
  return { key: `failed/${SINK}/-/bad_time/app.web/2026/11/28/14/x.ndjson.gz`, line, deadLetter };
}

describe('groups of dead letters', () => {
  it('have the newest to open, and no record', () => {
    const found = [1, 2, 3].map((line) =>
      deadLetter({ error: `time: got "${line}"`, failedAt: `2026-11-28T14:00:0${line}Z` }, line),
    );
    const { groups } = groupViews(TOPOLOGY, found, []);
    expect(groups).toMatchObject([
      { node: 'function:s3-sink-sink', function: 's3-sink-sink', count: 3, error: 'time: got "…"' },
    ]);
    expect(groups).toMatchObject([{ letters: [{ line: 3 }, { line: 2 }, { line: 1 }] }]);
    expect(groups[0]).not.toHaveProperty('target');
  });

  it.each<[string, Partial<LocatedDeadLetter['deadLetter']>, string]>([
    [
      'plain',
      {},
      "./baikonur redrive --stage dev --function s3-sink-sink --reason bad_time --type app.web --error 'time: got \"'",
    ],
    ['a target', { target: 'kinesis:archive' }, '--reason bad_time --target kinesis:archive --type'],
    ['a quotation mark', { error: "it's not a time at all" }, `--error 'it'\\''s not a time at all'`],
    ['an injection', { error: '$(rm -rf ~); `id`' }, "--error '$(rm -rf ~); `id`'"],
    [
      'an option for a value',
      { error: '--run and --yes', logType: '--run' },
      '--function s3-sink-sink --reason bad_time',
    ],
    ['a type that would be a pattern', { logType: 'app*' }, "--reason bad_time --error 'time: got \"'"],
    ['a control character', { error: 'all of it \u001b[201~ rm -rf' }, '--type app.web'],
    ['a line feed', { error: 'all of it\nrm -rf ~' }, '--type app.web'],
  ])('the command is safe to paste: %s', (_, parts, command) => {
    const { groups } = groupViews(TOPOLOGY, [deadLetter(parts)], []);
    expect(groups[0]?.redrive).toContain(command);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are searched for
    expect(groups[0]?.redrive).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  it('are at most 500, and says how many more there are', () => {
    const reasons = Array.from({ length: 501 }, (_, index) => deadLetter({ reason: `reason_${index}` }, index + 1));
    const { groups, notRead } = groupViews(TOPOLOGY, reasons, ['before']);
    expect([groups.length, notRead]).toEqual([500, ['before', '1 more groups: baikonur letters shows all']]);
  });
});

const REPORT: FindReport = {
  id: 'x',
  found: true,
  places: [],
  notLookedAt: [{ what: 'streams', why: '--in-flight reads them' }],
  scanned: { objects: 0, bytes: 0 },
  from: AT,
  until: AT,
};

describe('a log that was found', () => {
  it('is told step by step, with nodes and edges', () => {
    const places: FindReport['places'] = [
      {
        ...{ kind: 'letter', key: 'failed/x', line: 3, function: SINK, target: '-', reason: 'bad_time', error: 'why' },
        ...{ identity: 'i', arrivedAt: AT, failedAt: AT },
      },
      { kind: 'archive', bucket: 'b', key: 'logs/x.gz', line: 7, time: AT, logType: 'app.web' },
      {
        ...{ kind: 'stream', stream: 'baikonur-dev-archive', shard: 'shard', sequenceNumber: '1', arrivedAt: AT },
        ...{ readBy: ['s3-sink-sink'], heldBy: [] },
      },
    ];
    const answer = answerOf({ ...REPORT, places }, TOPOLOGY, ['stream:router']);
    expect(answer.status).toBe('found');
    expect(answer.steps.map(({ kind, place }) => [kind, place])).toEqual([
      ['arrived', 'baikonur-dev-archive/shard/1'],
      ['delivered', 's3://b/logs/x.gz line 7'],
      ['deadLetter', 'failed/x line 3'],
    ]);
    expect(answer.steps[2]?.deadLetter).toEqual({ key: 'failed/x', line: 3 });
    expect([...answer.way].sort()).toEqual(
      [
        ...['stream:router', 'stream:archive', 'stream:archive>function:s3-sink-sink', 'function:s3-sink-sink'],
        ...['function:s3-sink-sink>destination:archive', 'destination:archive', 'deadLetters:dead letters'],
        'function:s3-sink-sink>deadLetters:dead letters',
      ].sort(),
    );
    expect(answer.notLookedAt).toEqual(['streams: --in-flight reads them']);
  });

  it('may wait', () => {
    const held = { function: 's3-sink-sink', since: AT, error: '503', lettersAt: AT, lostAt: AT };
    const place = {
      ...{ kind: 'stream' as const, stream: 'baikonur-dev-archive', shard: 's', sequenceNumber: '1', arrivedAt: AT },
      ...{ readBy: [], heldBy: [held] },
    };
    const [step] = answerOf({ ...REPORT, places: [place] }, TOPOLOGY, []).steps;
    expect(step).toMatchObject({ kind: 'waits', sentence: `waits: s3-sink-sink holds its shard since ${AT}: 503` });
    expect(step?.way).toContain('stream:archive>function:s3-sink-sink');
  });

  it('or is nowhere that was looked at', () => {
    expect(answerOf({ ...REPORT, found: false }, TOPOLOGY, [])).toMatchObject({
      status: 'notFound',
      steps: [],
      way: [],
    });
  });
});

describe('a log that is explained', () => {
  const clients = createAwsClients({});
  const operated = { topology: TOPOLOGY, accountId: '111122223333', clients, env: {} };
  const explain = createExplainText(operated, () => Date.parse(AT));
  const ask = (text: unknown): Promise<ExplainAnswer> =>
    explain({ text }, new AbortController().signal) as Promise<ExplainAnswer>; // its own answer
  afterAll(clients.close);

  it('has the way that it would take', async () => {
    const answer = await ask(`{"log_type":"access.web","log_id":"1","time":"${AT}"}`);
    expect(answer).toMatchObject({ count: 1, logs: [{ outcome: 'valid', logType: 'access.web', logId: '1' }] });
    expect(answer.logs[0]?.way).toEqual([
      'stream:router',
      ...['function:router-route', 'stream:router>function:router-route'],
      ...['function:router-route>stream:archive', 'stream:archive'],
      ...['function:forwarders-partner', 'stream:router>function:forwarders-partner'],
      ...['function:forwarders-partner>destination:partner', 'destination:partner'],
      ...['function:s3-sink-sink', 'stream:archive>function:s3-sink-sink'],
      ...['function:s3-sink-sink>destination:archive', 'destination:archive'],
    ]);
  });

  it.each(['{"log_type":"app"}', '<script>alert(1)</script>', '\u0000\u0001', '💥'.repeat(1000)])(
    'is rejected: %j',
    async (text) => {
      expect(await ask(text)).toMatchObject({ logs: [{ outcome: 'rejected', way: [], reason: expect.any(String) }] });
    },
  );

  it.each([
    [150, 100, 150],
    [30_000, 100, 10_000],
  ])('%d logs: the first hundred are told, and no more than 10,000 counted', async (sent, told, counted) => {
    const { logs, count } = await ask('{}\n'.repeat(sent));
    expect([logs.length, count]).toEqual([told, counted]);
  });

  it('may have a megabyte', async () => {
    const text = JSON.stringify({ log_type: 'app', log_id: '1', time: AT, text: 'x'.repeat(1_000_000) });
    expect(await ask(text)).toMatchObject({ count: 1, logs: [{ logType: 'app' }] });
  });

  it.each([undefined, '', '  ', 1])('is no %j', async (text) => {
    await expect(ask(text)).rejects.toThrow('expected a log as text');
  });
});
