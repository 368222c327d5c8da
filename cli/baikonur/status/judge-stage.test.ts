import { join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { loadTopology } from '../../../shared/deploy/topology/read-config.ts';
import { createPaint } from '../output/paint.ts';
import { describeStatus } from './describe-status.ts';
import type { Facts } from './facts.ts';
import { judgeStage } from './judge-stage.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'dev', ROOT);
const NOW_MS = Date.UTC(2026, 10, 28, 3);
const HOUR_MS = 3_600_000;
const EXPECTED = { STAGE: 'dev' };
const MINUTE_MS = 60_000;
const [ROUTER] = TOPOLOGY.functions;
const ROUTER_NAME = ROUTER?.name ?? '';

function arnOf(stream: string): string {
  return `arn:aws:kinesis:us-east-1:111122223333:stream/${stream}`;
}

/** A stage of which all is well. */
function wellFacts(): Facts {
  const { streams, functions, subscriptions } = TOPOLOGY;
  const mapping = { state: 'Enabled', reason: 'USER_INITIATED', lastResult: 'OK' };
  return {
    streams: new Map(
      streams.map(({ name, retentionHours }) => [name, { mode: 'on-demand' as const, shards: 4, retentionHours }]),
    ),
    functions: new Map(
      functions.map(({ name, source }) => [
        name,
        { variables: { ...EXPECTED, AWS_SOMETHING: 'x' }, mappings: [{ ...mapping, streamArn: arnOf(source.name) }] },
      ]),
    ),
    figures: new Map(),
    holds: [],
    deadLetters: [],
    savedBatches: 0,
    alarms: [],
    subscriptions: new Map(
      subscriptions.map(({ logGroup, stream }) => [logGroup, [{ name: 'ours', destinationArn: arnOf(stream.name) }]]),
    ),
    goneBuckets: [],
    unread: [],
  };
}

function judge(changes: Partial<Facts> = {}) {
  const facts = { ...wellFacts(), ...changes };
  return judgeStage({ topology: TOPOLOGY, facts, nowMs: NOW_MS, expected: () => EXPECTED });
}

const STREAM = ROUTER?.source.name ?? '';
const HELD = {
  function: ROUTER_NAME,
  streamArn: arnOf(STREAM),
  shard: 'shardId-000000000001',
  error: 'HTTP 503',
  sinceMs: NOW_MS - HOUR_MS,
  triedAtMs: NOW_MS - MINUTE_MS,
  arrivedAtMs: NOW_MS - 2 * HOUR_MS,
};

function deployedRouter(changes: object) {
  const { functions = new Map() } = wellFacts();
  return { functions: new Map([...functions, [ROUTER_NAME, { ...functions.get(ROUTER_NAME), ...changes }]]) };
}

function mapping(changes: object) {
  return deployedRouter({
    mappings: [{ streamArn: arnOf(STREAM), state: 'Enabled', reason: '', lastResult: '', ...changes }],
  });
}

function subscribed(filters: readonly object[] | undefined) {
  return { subscriptions: new Map([[TOPOLOGY.subscriptions[0]?.logGroup ?? '', filters]]) };
}

it('a stage without trouble is healthy', () => {
  expect(judge()).toMatchObject({ stage: 'dev', at: '2026-11-28T03:00:00Z', healthy: true, troubles: [], held: [] });
});

it('a held shard is told with since, error, and both ends', () => {
  const { healthy, held, troubles } = judge({ holds: [HELD] });
  const holdHours = ROUTER?.retry.holdHours ?? 0;
  const retentionHours = ROUTER?.source.retentionHours ?? 0;
  const inHours = (hours: number): string => new Date(NOW_MS + hours * HOUR_MS).toISOString().replace('.000', '');
  expect(healthy).toBe(false);
  expect(held).toEqual([
    {
      function: ROUTER?.id,
      stream: ROUTER?.source.key,
      shard: 'shardId-000000000001',
      since: '2026-11-28T02:00:00Z',
      error: 'HTTP 503',
      lettersAt: inHours(holdHours - 2),
      lostAt: inHours(retentionHours - 2),
    },
  ]);
  expect(troubles).toMatchObject([{ kind: 'held', next: 'docs/runbooks/held.md' }]);
  expect(troubles[0]?.sentence).toContain(
    'held since 2026-11-28T02:00:00Z: HTTP 503. Its records become dead letters in ',
  );
  expect(troubles[0]?.sentence).toContain('; the retention of the stream ends in ');
});

it('a row that was not tried for long is of a hold that has ended, unless its function reads no more', () => {
  const old = { ...HELD, triedAtMs: NOW_MS - 2 * HOUR_MS };
  expect(judge({ holds: [old] }).held).toEqual([]);
  expect(judge({ holds: [old], ...mapping({ state: 'Disabled' }) }).held).toHaveLength(1);
  expect(judge({ holds: [{ ...HELD, function: 'of-another-stage' }] }).held).toEqual([]);
});

it.each<[string, Partial<Facts>, string, RegExp]>([
  [
    'mapping-disabled',
    mapping({ state: 'Disabled', reason: 'User action' }),
    ROUTER?.id ?? '',
    /is Disabled: User action/,
  ],
  ['mapping-problem', mapping({ lastResult: 'PROBLEM: no rights' }), ROUTER?.id ?? '', /PROBLEM: no rights/],
  ['mapping-missing', deployedRouter({ mappings: [] }), ROUTER?.id ?? '', /no mapping reads/],
  [
    'variables-differ',
    deployedRouter({ variables: { STAGE: 'dev', SECRET: 'x' } }),
    ROUTER?.id ?? '',
    /^SECRET differs/,
  ],
  [
    'function-missing',
    { functions: new Map([...(wellFacts().functions ?? []), [ROUTER_NAME, undefined]]) },
    ROUTER?.id ?? '',
    /does not exist/,
  ],
  ['gone', { goneBuckets: ['archive'] }, 'archive', /bucket archive does not exist/],
  ['gone', { holds: 'gone' }, TOPOLOGY.progressTable, /table .* does not exist/],
  [
    'gone',
    { streams: new Map([...(wellFacts().streams ?? []), [STREAM, undefined]]) },
    STREAM,
    /stream .* does not exist/,
  ],
  [
    'retention-below-hold',
    {
      streams: new Map([...(wellFacts().streams ?? []), [STREAM, { mode: 'on-demand', shards: 1, retentionHours: 1 }]]),
    },
    ROUTER?.source.key ?? '',
    /keeps records for 1 h/,
  ],
  [
    'dead-letters',
    { deadLetters: [{ function: ROUTER_NAME, target: '-', reason: 'bad_time', count: 3, newest: '' }] },
    ROUTER?.id ?? '',
    /^3 dead letters in 24 h: bad_time/,
  ],
  ['saved-batches', { savedBatches: 2 }, 'dead-letter bucket', /saved 2 batches/],
  [
    'alarm',
    { alarms: [{ name: 'a', description: 'd. Runbook: docs/runbooks/held.md', sinceMs: NOW_MS }] },
    'a',
    /has been in ALARM since/,
  ],
  ['not-read', { unread: [{ part: 'alarms', sentence: 'could not be read: no right' }] }, 'alarms', /no right/],
  [
    'errors',
    { figures: new Map([[ROUTER_NAME, { recent: zero(), errors: 2 }]]) },
    ROUTER?.id ?? '',
    /2 invocations failed/,
  ],
  [
    'throttles',
    { figures: new Map([[ROUTER_NAME, { recent: zero(), throttles: 2 }]]) },
    ROUTER?.id ?? '',
    /throttled 2 times/,
  ],
  [
    'behind',
    { figures: new Map([[ROUTER_NAME, { recent: zero(), lagMs: 9 * HOUR_MS }]]) },
    ROUTER?.id ?? '',
    /9h behind/,
  ],
])('%s', (kind, changes, subject, sentence) => {
  const { healthy, troubles } = judge(changes);
  const found = troubles.filter((trouble) => trouble.kind === kind && trouble.subject === subject);
  expect({ healthy, found }).toMatchObject({ healthy: false, found: [{ sentence: expect.stringMatching(sentence) }] });
  expect(found[0]?.next).toMatch(/^(\.\/baikonur|npx|docs\/)/);
});

it.each<[string, readonly object[] | undefined]>([
  ['gone', undefined],
  ['subscription-missing', []],
  ['subscription-missing', [{ name: 'other', destinationArn: arnOf('other') }]],
  [
    'subscription-neighbour',
    [
      { name: 'ours', destinationArn: arnOf(STREAM) },
      { name: 'other', destinationArn: 'arn' },
    ],
  ],
])('a log group: %s, %#', (kind, filters) => {
  expect(judge(subscribed(filters) as Partial<Facts>).troubles).toMatchObject([{ kind }]);
});

it('no value of a variable is told', () => {
  const told = JSON.stringify(judge(deployedRouter({ variables: { STAGE: 'hunter2' } })));
  expect(told).toContain('STAGE differs');
  expect(told).not.toContain('hunter2');
});

it.each([80, 60])('fits %i columns, and shows every name whole', (width) => {
  const figures = new Map(TOPOLOGY.functions.map(({ name }) => [name, { recent: zero(), lagMs: 26.5 * HOUR_MS }]));
  const lines = describeStatus(judge({ figures }), createPaint(process.stdout, { NO_COLOR: '1' }), width);
  const tables = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('! ')),
  );
  const names = [...TOPOLOGY.streams.map(({ key }) => key), ...TOPOLOGY.functions.map(({ id }) => id)];
  const starts = lines.map((line) => line.split(' ')[0]);
  expect(names.filter((name) => !starts.includes(name))).toEqual([]);
  expect(Math.max(...tables.map(({ length }) => length))).toBeLessThanOrEqual(width);
});

it('is one screen of 80 columns, and no control character of an error reaches it', () => {
  const status = judge({ holds: [{ ...HELD, error: '\u001b[2J\nfake' }] });
  const lines = describeStatus(status, createPaint(process.stdout, { NO_COLOR: '1' }));
  expect(lines[0]).toBe('dev at 2026-11-28T03:00:00Z: 1 trouble');
  expect(lines.join('\n')).toContain('\\u001b[2J\\u000afake');
  const tables = lines.slice(0, -3);
  expect(Math.max(...tables.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

function zero() {
  return { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 0 };
}

it('a stage of which nothing is there is one trouble for people; programs get each', () => {
  const { streams = new Map(), functions = new Map() } = wellFacts();
  const none = <Value>(all: ReadonlyMap<string, Value>) => new Map([...all.keys()].map((name) => [name, undefined]));
  const unread = [{ part: 'dead letters', sentence: 'could not be read: there is no bucket b' }];
  const status = judge({ streams: none(streams), functions: none(functions), goneBuckets: ['archive'], unread });
  expect(status.troubles).toHaveLength(streams.size + functions.size + 2);
  const text = describeStatus(status, createPaint(process.stdout, { NO_COLOR: '1' })).join('\n');
  expect(text.match(/^! .*$/gm)).toEqual([
    '! stage dev: no function and no stream of it exists: is it deployed, in this Region and account?',
  ]);
  expect(text).toMatch(/^dev at \S+: 1 trouble$/m);
});
