import { styleText } from 'node:util';
import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../../../shared/deploy/topology/parse-topology.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { describeStatus } from '../../baikonur/status/describe-status.ts';
import type { Facts, FunctionFigures } from '../../baikonur/status/facts.ts';
import { judgeStage } from '../../baikonur/status/judge-stage.ts';

/** The example stage: its own files, so that the picture does not follow `config/`. */
const CONFIG = {
  'config/service.yml': `{ project: baikonur, runtime: nodejs24.x, architecture: arm64, environment: {}, bundle: {} }`,
  'config/streams.yml': `
streams: { router: { description: entry point }, archive: { description: archive }, search: { description: search } }
deliveryStreams: {}`,
  'config/routes.yml': `
source: router
routes:
  - { name: archive, types: ["*"], target: kinesis:archive }
  - { name: search, types: ["app*"], target: kinesis:search }`,
  'config/forwarders.yml': 'forwarders: []',
  'config/sinks.yml': `
sinks:
  s3-sink: { source: archive, whitelist: ["*"], environment: { LOG_S3_PREFIX: logs } }
  es-sink: { source: search, whitelist: ["*"], environment: { ES_HOST: search.example.com, ES_AUTH: none, INDEX_NAME_PREFIX: logs } }`,
  'config/subscriptions.yml': 'subscriptions: []',
  'config/stages/dev.yml': `
region: ap-northeast-1
retain: true
tracing: Active
logLevel: INFO
logRetentionDays: 30
streams: { default: { mode: on-demand, retentionHours: 72 } }
deadLetters: { prefix: failed, lifetimeDays: 90 }
functions:
  default: { memoryMb: 1024, timeoutSeconds: 120, batchSize: 500, batchWindowSeconds: 5, parallelization: 1, startingPosition: TRIM_HORIZON, bisect: true, maxAttempts: 5 }
alarms: { actions: [], iteratorAgeMinutes: 30, heldMinutes: 120 }`,
};
const NOW_MS = Date.UTC(2026, 10, 28, 3);
const MINUTE_MS = 60_000;
const FIGURES: Readonly<Record<string, FunctionFigures>> = {
  router: figuresOf(1_092_300, 700),
  's3-sink': figuresOf(1_092_288, 61_000),
  'es-sink': {
    lagMs: 40 * MINUTE_MS,
    recent: { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 1_500 },
  },
};

/** The output of `baikonur status` in a terminal for the example stage, whose search engine is away for 40 minutes. */
export function printExampleStatus(): string {
  const topology = exampleTopology();
  const status = judgeStage({ topology, facts: exampleFacts(topology), nowMs: NOW_MS, expected: () => ({}) });
  const lines = describeStatus(status, (style, text) => styleText(style, text, { validateStream: false }));
  return `${lines.join('\n')}\n`;
}

/** @throws Error where a setting of the example is not valid any more. */
function exampleTopology(): Topology {
  const parsed = parseTopology(MANIFESTS, CONFIG, 'dev');
  if (parsed.status === 'valid') return parsed.topology;
  throw new Error(`the example stage: ${parsed.problems.map(({ message }) => message).join('; ')}`);
}

function exampleFacts({ streams, functions }: Topology): Facts {
  const search = functions.find(({ service }) => service === 'es-sink');
  return {
    streams: new Map(
      streams.map(({ name, retentionHours }) => [name, { mode: 'on-demand' as const, shards: 4, retentionHours }]),
    ),
    functions: new Map(
      functions.map(({ name, source }) => [name, { variables: {}, mappings: [mappingOf(source.name)] }]),
    ),
    incoming: new Map(streams.map(({ name, key }) => [name, key === 'search' ? 235 : 1_213])),
    figures: new Map(functions.flatMap(({ name, service }) => (FIGURES[service] ? [[name, FIGURES[service]]] : []))),
    holds: [
      {
        function: search?.name ?? '',
        streamArn: arnOf(search?.source.name ?? ''),
        shard: 'shardId-000000000001',
        error: 'connect ECONNREFUSED 10.0.4.17:9200',
        sinceMs: NOW_MS - 40 * MINUTE_MS,
        triedAtMs: NOW_MS - MINUTE_MS,
        arrivedAtMs: NOW_MS - 40 * MINUTE_MS,
      },
    ],
    deadLetters: [
      {
        function: search?.name ?? '',
        target: '-',
        reason: 'rejected_by_destination',
        count: 12,
        newest: new Date(NOW_MS - 90 * MINUTE_MS).toISOString(),
      },
    ],
    savedBatches: 0,
    alarms: [],
    subscriptions: new Map(),
    goneBuckets: [],
    unread: [],
  };
}

function figuresOf(delivered: number, lagMs: number): FunctionFigures {
  return { lagMs, recent: { received: delivered, delivered, filtered: 0, rejected: 0, retryable: 0 } };
}

function mappingOf(stream: string) {
  return { streamArn: arnOf(stream), state: 'Enabled', reason: '', lastResult: 'OK' };
}

function arnOf(stream: string): string {
  return `arn:aws:kinesis:ap-northeast-1:111122223333:stream/${stream}`;
}
