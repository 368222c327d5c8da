import type { DeadLetterGroupView } from '../../cli/baikonur/watch/page-requests.ts';
import { buildState, counts, edge, node } from '../../cli/baikonur/watch/testing/build-state.ts';
import type { HeldShardView, WatchEdge, WatchHistory, WatchState } from '../../cli/baikonur/watch/view.ts';

const PERIOD_MS = 300_000;
const FIRST_MS = Date.parse('2026-11-28T12:00:00Z');
const PERIODS = 24;

const web = node('logGroup', '/baikonur/dev/web', { name: '/baikonur/dev/web' });
const applications = node('applications', 'applications');
const router = stream('router', 4);
const archive = stream('archive', 4);
const search = stream('search', 2);
const route = fn('router-route', 'router', 1_092_300, { filtered: 0 });
const toSubscriber = fn('forwarder-subscriber', 'forwarders', 1_092_300, { filtered: 402_800 });
const toPartner = fn('forwarder-partner', 'forwarders', 1_092_300, { filtered: 987_400 });
const s3Sink = fn('s3-sink', 's3-sink', 1_092_288, { filtered: 0 });
const esSink = fn('es-sink', 'es-sink', 211_400, { filtered: 0, retried: 6_200, rejected: 12 });
const subscriber = node('destination', 'subscriber', { type: 'stream' });
const partner = node('destination', 'partner', { type: 'firehose' });
const bucket = node('destination', 'archive', { type: 's3' });
const engine = node('destination', 'search', { type: 'search', state: 'waits' });
const deadLetters = node('deadLetters', 'dead letters', { deadLetters: 12, state: 'rejects' });

const held: HeldShardView = {
  node: esSink.id,
  edges: [`${search.id}>${esSink.id}`, `${esSink.id}>${engine.id}`],
  function: esSink.label,
  stream: search.label,
  shard: 'shardId-000000000001',
  since: '2026-11-28T13:20:00Z',
  error: 'the search engine cannot be reached: connect ECONNREFUSED 10.0.4.17:9200',
  deadLettersAt: '2026-11-30T01:20:00Z',
  lostAt: '2026-12-05T13:20:00Z',
};

/** A stage for the picture in the README: the example configuration with search, whose engine is away for 40 minutes. */
export const EXAMPLE_STATE: WatchState = buildState({
  stage: 'dev',
  region: 'ap-northeast-1',
  canSend: false,
  healthy: false,
  nodes: [
    web,
    applications,
    router,
    toSubscriber,
    toPartner,
    route,
    archive,
    search,
    s3Sink,
    { ...esSink, state: 'waits', sentence: held.error },
    subscriber,
    partner,
    bucket,
    engine,
    deadLetters,
  ],
  edges: [
    way(web, router, 214),
    way(applications, router, 999),
    way(router, toSubscriber, 1_213),
    way(router, toPartner, 1_213),
    way(router, route, 1_213),
    way(toSubscriber, subscriber, 766),
    way(toPartner, partner, 117),
    way(route, archive, 1_213),
    way(route, search, 235),
    way(archive, s3Sink, 1_213),
    way(s3Sink, bucket, 1_213, 31_000),
    waiting(search, esSink),
    waiting(esSink, engine),
    edge(esSink, deadLetters, { state: 'quiet', perSecond: 0 }),
  ],
  held: [held],
  troubles: [
    {
      kind: 'held',
      subject: `${held.function} on ${held.stream}`,
      sentence: held.error,
      next: 'docs/runbooks/held.md',
      nodes: [held.node, ...held.edges],
    },
    {
      kind: 'dead-letters',
      subject: esSink.label,
      sentence: '12 dead letters in 24 hours: rejected_by_destination',
      next: './baikonur letters --stage dev --function es-sink',
      nodes: [esSink.id],
    },
  ],
  environments: [
    {
      name: 'web-login-form',
      profile: 'web',
      host: 'login-form.preview.example.com',
      image: 'web:login-form-4f2a91c',
      deployedAt: '2026-11-28T12:10:00Z',
      expiresAt: '2026-12-05T12:10:00Z',
      state: 'ready',
    },
    {
      name: 'web-new-cart',
      profile: 'web',
      host: 'new-cart.preview.example.com',
      image: 'web:new-cart-b07c3de',
      deployedAt: '2026-11-25T08:00:00Z',
      expiresAt: '2026-12-02T08:00:00Z',
      state: 'asleep',
    },
  ],
});

/** Two hours of {@link EXAMPLE_STATE}. */
export const EXAMPLE_HISTORY: WatchHistory = {
  periodMs: PERIOD_MS,
  periods: numbers(() => 0).map((_, index) => new Date(FIRST_MS + index * PERIOD_MS).toISOString()),
  functions: [
    ledger(route.label, 364_000, 0),
    ledger(toSubscriber.label, 229_800, 134_200),
    ledger(toPartner.label, 35_000, 329_000),
    ledger(s3Sink.label, 364_000, 0),
    { ...ledger(esSink.label, 70_500, 0), delivered: numbers((at) => (at < 16 ? wave(at, 70_500) : 0)) },
  ],
  hops: [
    hop(`${route.label} > archive > ${s3Sink.label}`, (at) => (at === PERIODS - 1 ? 9_400 : 0), 9_400),
    hop(`${route.label} > search > ${esSink.label}`, (at) => Math.max(0, at - 15) * 70_000, 560_000),
  ],
  balanced: true,
  notLookedAt: [],
};

/** The dead letters of {@link EXAMPLE_STATE}. */
export const EXAMPLE_GROUPS: readonly DeadLetterGroupView[] = [
  {
    id: 'group-1',
    node: esSink.id,
    function: esSink.label,
    reason: 'rejected_by_destination',
    logType: 'app.web',
    error: 'mapper_parsing_exception: failed to parse field [status] of type [long] in document with id …',
    count: 12,
    oldest: '2026-11-28T12:45:00Z',
    newest: '2026-11-28T12:47:00Z',
    letters: [{ key: 'failed/es-sink/a.ndjson.gz', line: 1 }],
    redrive: './baikonur redrive --stage dev --function es-sink --reason rejected_by_destination',
  },
];

function stream(label: string, shards: number) {
  return node('stream', label, { stream: { mode: 'on-demand', shards, retentionHours: 168 } });
}

function fn(
  label: string,
  type: string,
  received: number,
  others: Parameters<typeof counts>[1] & { filtered: number },
) {
  const { filtered, rejected = 0, retried = 0 } = others;
  const delivered = received - filtered - rejected - retried;
  return node('function', label, { type, counts: counts(received, { delivered, filtered, rejected, retried }) });
}

function way(
  from: Parameters<typeof edge>[0],
  to: Parameters<typeof edge>[1],
  perSecond: number,
  lagMs = 700,
): WatchEdge {
  return edge(from, to, { perSecond, lagMs });
}

function waiting(from: Parameters<typeof edge>[0], to: Parameters<typeof edge>[1]): WatchEdge {
  const { since, deadLettersAt, lostAt } = held;
  return edge(from, to, { state: 'waits', perSecond: 0, lagMs: 2_400_000, waits: { since, deadLettersAt, lostAt } });
}

function ledger(label: string, delivered: number, filtered: number): WatchHistory['functions'][number] {
  return {
    node: `function:${label}`,
    label,
    delivered: numbers((at) => wave(at, delivered)),
    filtered: numbers((at) => wave(at, filtered)),
    rejected: numbers((at) => (label === 'es-sink' && at === 9 ? 12 : 0)),
    mismatches: 0,
  };
}

function hop(label: string, balance: (at: number) => number, inFlight: number): WatchHistory['hops'][number] {
  const [, middle = '', reader = ''] = label.split(' > ');
  return {
    label,
    stream: `stream:${middle}`,
    reader: `function:${reader}`,
    written: numbers((at) => wave(at, 364_000)),
    settled: numbers((at) => wave(at, 364_000)),
    balance: numbers(balance),
    inFlight,
    steps: [],
  };
}

function numbers(of: (at: number) => number): readonly number[] {
  return Array.from({ length: PERIODS }, (_, at) => of(at));
}

/** Traffic goes up and down. */
function wave(at: number, mean: number): number {
  return Math.round(mean * (1 + 0.22 * Math.sin(at / 3.1) + 0.06 * Math.sin(at * 2.3)));
}
