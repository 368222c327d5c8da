import { join } from 'node:path';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import type { Facts } from '../../status/facts.ts';
import type { Rates } from '../reading/stage-figures.ts';
import { CURRENT } from '../testing/build-state.ts';
import type { WatchState } from '../view.ts';
import { createViewState } from './view-state.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'dev', ROOT);
const NOW_MS = Date.parse('2026-11-28T14:00:00Z');
const HOUR_MS = 3_600_000;
const ROUTER = 'baikonur-dev-router-route';
const SINK = 'baikonur-dev-s3-sink-sink';
const FORWARDER = 'baikonur-dev-forwarders-subscriber';
const NONE = { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 0 };

/** A stage that is deployed, through which nothing goes. */
function quietFacts({ functions, streams, subscriptions }: Topology = TOPOLOGY): Facts {
  const arn = (stream: string): string => `arn:aws:kinesis:us-east-1:111122223333:stream/${stream}`;
  return {
    streams: new Map(streams.map(({ name }) => [name, { mode: 'on-demand' as const, shards: 4, retentionHours: 72 }])),
    functions: new Map(
      functions.map(({ name, source }) => {
        const mapping = { streamArn: arn(source.name), state: 'Enabled', reason: 'USER_INITIATED', lastResult: 'OK' };
        return [name, { variables: {}, mappings: [mapping] }];
      }),
    ),
    figures: new Map(functions.map(({ name }) => [name, { recent: NONE }])),
    incoming: new Map(),
    holds: [],
    deadLetters: [],
    savedBatches: 0,
    alarms: [],
    subscriptions: new Map(
      subscriptions.map(({ logGroup, stream }) => [logGroup, [{ name: 'ours', destinationArn: arn(stream.name) }]]),
    ),
    goneBuckets: [],
    unread: [],
  };
}

function view(facts: Facts, rates?: Rates, topology = TOPOLOGY): WatchState {
  const viewState = createViewState(topology, { canSend: false, expected: () => ({}) });
  return viewState({ facts, ...(rates && { rates }) }, CURRENT, NOW_MS);
}

/** States of edges and nodes by their ids, those that are not the usual one. */
function statesOf({ nodes, edges }: WatchState, usual: string): Readonly<Record<string, string>> {
  const all = [...nodes, ...edges].map(({ id, state }) => [id, state] as const);
  return Object.fromEntries(all.filter(([, state]) => state !== usual));
}

function without<K, V>(map: ReadonlyMap<K, V> | undefined, key: K): ReadonlyMap<K, V | undefined> {
  return new Map<K, V | undefined>(map).set(key, undefined);
}

describe('the state of a stage', () => {
  it('has every part of config/ as nodes and edges, left to right', () => {
    const { nodes, edges } = view(quietFacts());
    expect(nodes.map(({ id }) => id)).toEqual([
      'logGroup:/baikonur/dev/web',
      'applications:applications',
      'stream:router',
      'stream:archive',
      'stream:subscriber',
      'function:router-route',
      'function:forwarders-subscriber',
      'function:forwarders-partner',
      'function:s3-sink-sink',
      'destination:partner',
      'destination:archive',
      'deadLetters:dead letters',
    ]);
    expect(edges.map(({ id, types }) => (types ? `${id} ${types}` : id))).toEqual([
      'logGroup:/baikonur/dev/web>stream:router',
      'applications:applications>stream:router',
      'stream:router>function:router-route',
      'stream:router>function:forwarders-subscriber',
      'stream:router>function:forwarders-partner',
      'stream:archive>function:s3-sink-sink',
      'function:router-route>stream:archive *',
      'function:forwarders-subscriber>stream:subscriber app*',
      'function:forwarders-partner>destination:partner access*',
      'function:s3-sink-sink>destination:archive',
      'function:router-route>deadLetters:dead letters',
      'function:forwarders-subscriber>deadLetters:dead letters',
      'function:forwarders-partner>deadLetters:dead letters',
      'function:s3-sink-sink>deadLetters:dead letters',
    ]);
  });

  it('knows nothing before the first reading', () => {
    expect(statesOf(view({ unread: [] }), 'unknown')).toEqual({});
  });

  it('is quiet where nothing goes through', () => {
    const state = view(quietFacts());
    expect(statesOf(state, 'quiet')).toEqual({});
    expect(state).toMatchObject({ healthy: true, troubles: [], held: [] });
  });

  it('flows, with rates and delays, where logs go', () => {
    const figures = new Map(quietFacts().figures)
      .set(ROUTER, { recent: { ...NONE, received: 90, delivered: 90 }, lagMs: 800 })
      .set(SINK, { recent: { ...NONE, received: 90, delivered: 80, filtered: 10 }, errors: 0 });
    const rate = { received: 3, delivered: 2.5, rejected: 0, targets: new Map() };
    const state = view({ ...quietFacts(), figures }, { functions: new Map([[ROUTER, rate]]), incoming: new Map() });
    expect(statesOf(state, 'quiet')).toEqual(
      Object.fromEntries(
        [
          ...['logGroup:/baikonur/dev/web', 'applications:applications', 'stream:router', 'stream:archive'],
          ...['function:router-route', 'function:s3-sink-sink', 'destination:archive'],
          ...['logGroup:/baikonur/dev/web>stream:router', 'applications:applications>stream:router'],
          ...['stream:router>function:router-route', 'function:router-route>stream:archive'],
          ...['stream:archive>function:s3-sink-sink', 'function:s3-sink-sink>destination:archive'],
        ].map((id) => [id, 'flows']),
      ),
    );
    const byId = new Map([...state.nodes, ...state.edges].map((one) => [one.id, one]));
    expect(byId.get('stream:router>function:router-route')).toMatchObject({ perSecond: 3, lagMs: 800 });
    expect(byId.get('function:router-route>stream:archive')).toMatchObject({ perSecond: 2.5 });
    expect(byId.get('function:s3-sink-sink')).toMatchObject({
      counts: { received: 90, delivered: 80, filtered: 10, rejected: 0, retried: 0 },
      errors: 0,
    });
  });

  it('waits on both sides of a function whose destination is away, with since and both deadlines', () => {
    const row = {
      function: SINK,
      streamArn: 'arn:aws:kinesis:us-east-1:111122223333:stream/baikonur-dev-archive',
      shard: 'shardId-000000000001',
      error: '503 Slow Down',
      sinceMs: NOW_MS - HOUR_MS,
      arrivedAtMs: NOW_MS - 2 * HOUR_MS,
      triedAtMs: NOW_MS - 1_000,
    };
    const state = view({ ...quietFacts(), holds: [row] });
    expect(statesOf(state, 'quiet')).toEqual({
      'function:s3-sink-sink': 'waits',
      'destination:archive': 'waits',
      'stream:archive': 'flows',
      'stream:archive>function:s3-sink-sink': 'waits',
      'function:s3-sink-sink>destination:archive': 'waits',
    });
    const deadlines = {
      since: '2026-11-28T13:00:00Z',
      deadLettersAt: '2026-11-30T00:00:00Z',
      lostAt: '2026-12-01T12:00:00Z',
    };
    expect(state.held).toMatchObject([{ ...deadlines, error: '503 Slow Down', node: 'function:s3-sink-sink' }]);
    expect(state.edges.find(({ state: one }) => one === 'waits')?.waits).toEqual(deadlines);
    expect(state.healthy).toBe(false);
    expect(state.troubles).toMatchObject([
      { kind: 'held', nodes: ['function:s3-sink-sink', ...(state.held[0]?.edges ?? [])] },
    ]);
  });

  it('rejects: the function and its edge to the dead letters, not its other edges', () => {
    const figures = new Map(quietFacts().figures).set(ROUTER, { recent: { ...NONE, received: 9, rejected: 2 } });
    const deadLetters = [
      { function: ROUTER, target: '-', reason: 'bad_time', count: 2, newest: '2026-11-28T13:59:00Z' },
    ];
    const state = view({ ...quietFacts(), figures, deadLetters });
    expect(statesOf(state, 'quiet')).toMatchObject({
      'function:router-route': 'rejects',
      'function:router-route>deadLetters:dead letters': 'rejects',
      'deadLetters:dead letters': 'rejects',
      'stream:router>function:router-route': 'flows',
    });
    expect(state.nodes.at(-1)).toMatchObject({ deadLetters: 2, sentence: '2 dead letters in 24 hours' });
    expect(state.troubles).toMatchObject([{ kind: 'dead-letters', nodes: ['function:router-route'] }]);
  });

  it.each<[string, (facts: Facts) => Partial<Facts>, Readonly<Record<string, string>>]>([
    [
      'a function that is not deployed',
      ({ functions }) => ({ functions: without(functions, FORWARDER) }),
      {
        'function:forwarders-subscriber': 'missing',
        'stream:router>function:forwarders-subscriber': 'missing',
        'function:forwarders-subscriber>stream:subscriber': 'missing',
        'function:forwarders-subscriber>deadLetters:dead letters': 'missing',
      },
    ],
    [
      'a stream that is not deployed',
      ({ streams }) => ({ streams: without(streams, 'baikonur-dev-subscriber') }),
      { 'stream:subscriber': 'missing', 'function:forwarders-subscriber>stream:subscriber': 'missing' },
    ],
    [
      'a mapping that was switched off',
      ({ functions }) => ({
        functions: new Map(functions).set(SINK, {
          variables: {},
          mappings: [
            {
              streamArn: 'arn:aws:kinesis:us-east-1:111122223333:stream/baikonur-dev-archive',
              state: 'Disabled',
              reason: 'User action',
              lastResult: '',
            },
          ],
        }),
      }),
      {
        'function:s3-sink-sink': 'stopped',
        'destination:archive': 'unknown',
        'stream:archive>function:s3-sink-sink': 'stopped',
        'function:s3-sink-sink>destination:archive': 'stopped',
      },
    ],
    [
      'a log group without our filter',
      () => ({ subscriptions: new Map([['/baikonur/dev/web', []]]) }),
      { 'logGroup:/baikonur/dev/web': 'stopped', 'logGroup:/baikonur/dev/web>stream:router': 'stopped' },
    ],
    [
      'a bucket that is gone',
      () => ({ goneBuckets: [TOPOLOGY.archiveBucket.name] }),
      { 'destination:archive': 'missing' },
    ],
  ])('%s', (_, change, states) => {
    const facts = quietFacts();
    const state = view({ ...facts, ...change(facts) });
    expect(statesOf(state, 'quiet')).toEqual(states);
    const { state: first } = [...state.nodes, ...state.edges].find(({ id }) => id === Object.keys(states)[0]) ?? {};
    expect(first).toBe(Object.values(states)[0]);
    expect(state.troubles).toHaveLength(1);
    expect(state.troubles[0]?.nodes).toContain(Object.keys(states)[0]);
  });

  it('is not healthy while it was not all read', () => {
    const viewState = createViewState(TOPOLOGY, { canSend: true, expected: () => ({}) });
    const state = viewState({ facts: quietFacts() }, { ...CURRENT, status: 'first' }, NOW_MS);
    expect(state).toMatchObject({ healthy: false, canSend: true });
  });
});
