import type { HeldShardView, WatchEdge, WatchNode, WatchState } from '../view.ts';
import { AT, buildState, counts, edge, node } from './build-state.ts';

const group = node('logGroup', '/app/web', { name: '/app/web' });
const applications = node('applications', 'applications');
const stream = { mode: 'provisioned', shards: 2, retentionHours: 168 };
const router = node('stream', 'router', { name: 'baikonur-local-router', stream });
const audit = node('stream', 'audit', { name: 'baikonur-local-audit', stream });
const route = node('function', 'router-route', { type: 'router', counts: counts(11_250), errors: 0, throttles: 0 });
const sink = node('function', 's3-sink-router', { type: 's3-sink', counts: counts(11_250), errors: 0, throttles: 0 });
const search = node('function', 'es-sink-load', { type: 'es-sink', counts: counts(4_000), errors: 0, throttles: 0 });
const archive = node('destination', 'archive', { type: 's3', name: 'baikonur-local-archive-000000000000-eu-west-1' });
const engine = node('destination', 'search', { type: 'search', name: 'https://search.example.com' });
const deadLetters = node('deadLetters', 'dead letters', { name: 'baikonur-local-dead-letters', deadLetters: 0 });

const nodes = [group, applications, router, audit, route, sink, search, archive, engine, deadLetters];
const edges = [
  edge(group, router, { perSecond: 2 }),
  edge(applications, router, { perSecond: 10.5 }),
  edge(router, route),
  edge(router, sink),
  edge(route, audit, { perSecond: 4.4, types: ['app*', 'audit'] }),
  edge(audit, search, { perSecond: 4.4 }),
  edge(sink, archive),
  edge(search, engine, { perSecond: 4.4 }),
  ...[route, sink, search].map((fn) => edge(fn, deadLetters, { state: 'quiet', perSecond: 0 })),
];

/** A small stage in which all is well, with preview environments. */
export const HEALTHY: WatchState = buildState({
  nodes,
  edges,
  environments: [
    {
      name: 'web-feature-1',
      profile: 'web',
      host: 'feature-1.preview.example.com',
      image: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/web:feature-1',
      deployedAt: '2026-11-28T12:10:00Z',
      expiresAt: '2026-12-05T12:10:00Z',
      state: 'ready',
      lastRun: 'create-7c1f',
    },
    { name: 'web-feature-2', profile: 'web', host: 'feature-2.preview.example.com', state: 'asleep' },
    { name: 'web-feature-3', profile: 'web', state: 'creating', lastRun: 'create-99aa' },
  ],
});

const shard: HeldShardView = {
  node: search.id,
  edges: [`${audit.id}>${search.id}`, `${search.id}>${engine.id}`],
  function: search.label,
  stream: audit.label,
  shard: 'shardId-000000000001',
  since: '2026-11-28T13:20:00Z',
  error: 'connect ECONNREFUSED 10.0.0.7:9200',
  deadLettersAt: '2026-11-29T13:20:00Z',
  lostAt: '2026-12-05T13:20:00Z',
};

/** The search engine is away: one shard is held, others are read. */
export const HELD: WatchState = buildState({
  healthy: false,
  nodes: nodes.map((one): WatchNode => {
    if (one.id === engine.id) return { ...one, state: 'waits', sentence: shard.error };
    return one.id === search.id ? { ...one, state: 'waits', sentence: `held since ${shard.since}` } : one;
  }),
  edges: edges.map((one): WatchEdge => {
    if (!shard.edges.includes(one.id)) return one;
    const { since, deadLettersAt, lostAt } = shard;
    return { ...one, state: 'waits', perSecond: 0, lagMs: 2_400_000, waits: { since, deadLettersAt, lostAt } };
  }),
  held: [shard],
  troubles: [
    {
      kind: 'held',
      subject: `${shard.function} on ${shard.stream} ${shard.shard}`,
      sentence: `held since ${shard.since}: ${shard.error}`,
      next: 'docs/runbooks/held.md',
      nodes: [shard.node, ...shard.edges],
    },
  ],
});

/** The connection to AWS is new, and nothing was read yet. */
export const FIRST: WatchState = buildState({
  reading: { at: AT, everyMs: 2_000, status: 'first', stale: [] },
  nodes: nodes.map(({ id, kind, label, type }) => ({ id, kind, label, ...(type && { type }), state: 'unknown' })),
  edges: edges.map(({ id, from, to }) => ({ id, from, to, state: 'unknown' })),
});

/** AWS throttles, the clock is off by an hour, and half of the stage is not deployed. */
export const HALF_DEPLOYED: WatchState = buildState({
  healthy: false,
  canSend: false,
  stage: 'dev',
  reading: {
    at: AT,
    ageMs: 190_000,
    everyMs: 240_000,
    status: 'slowed',
    sentence: 'AWS throttles: the figures are 3m old, and are read every 4m',
    clockAheadMs: 3_600_000,
    stale: [{ part: 'figures of functions', ageMs: 190_000, sentence: 'could not be read: Rate exceeded' }],
  },
  nodes: nodes.map((one): WatchNode => {
    const isMissing = one.id === search.id || one.id === audit.id;
    return isMissing ? { ...node(one.kind, one.label), state: 'missing', sentence: 'it does not exist' } : one;
  }),
  edges: edges.map((one): WatchEdge => {
    const isMissing = [one.from, one.to].some((id) => id === search.id || id === audit.id);
    return isMissing ? { id: one.id, from: one.from, to: one.to, state: 'missing' } : one;
  }),
  troubles: [
    {
      kind: 'function-missing',
      subject: search.label,
      sentence: 'function baikonur-dev-es-sink-load does not exist',
      next: 'npx --no sls deploy --stage dev (docs/deploy.md)',
      nodes: [search.id],
    },
  ],
});
