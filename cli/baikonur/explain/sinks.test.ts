import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../../../shared/deploy/topology/parse-topology.ts';
import { type Edit, edit } from '../../../shared/deploy/topology/testing/config-texts.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { recordsOf } from '../input/records-of.ts';
import { NOW_MS } from '../testing/run-command.ts';
import { createTools } from './create-tools.ts';
import { explainPiece } from './explain-piece.ts';

const SINKS = `sinks:
  s3-sink: { source: mid, whitelist: ['*'] }
  es-sink:
    source: mid
    whitelist: ['app*']
    environment: { ES_HOST: search.example.com, ES_AUTH: none, INDEX_NAME_PREFIX: logs, ES_BULK_MAX_BYTES: 2000 }
  fluent-sink:
    source: in
    whitelist: ['app*', audit]
    environment: { LOG_FLUENT_SINK_ENDPOINT: fluent.example.com, LOG_FLUENT_TAG: prod, FLUENT_SHARED_KEY: 'ssm:/key' }
`;

function topologyOf(...edits: readonly Edit[]) {
  const parsed = parseTopology(
    MANIFESTS,
    edit(['sinks', "sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n", SINKS], ...edits),
    'dev',
  );
  if (parsed.status === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.topology;
}

function explain(log: object, env: Env = {}, ...edits: readonly Edit[]) {
  const tools = createTools(topologyOf(...edits), env);
  const found = recordsOf(
    { line: 1, data: Buffer.from(JSON.stringify(log)) },
    { streamName: tools.routerStream, nowMs: NOW_MS, fields: tools.fields },
  );
  return explainPiece({ line: 1, found }, tools).explanations[0];
}

function log(type: string, more: object = {}) {
  return {
    log_type: type,
    log_id: 'id-1',
    time: '2026-11-21T23:00:00Z',
    ...more,
  };
}

it('follows a log over streams to every sink that takes it, each with its own name for it', () => {
  expect(explain(log('app'))).toMatchObject({
    outcome: 'valid',
    routes: ['all', 'apps'],
    sinks: ['fluent-sink', 's3-sink', 'es-sink'],
    esIndex: 'logs-app-20261121',
    esId: 'id-1',
    fluentTag: 'app.prod',
  });
});

it('names no destination that is in config/ and does not take the log', () => {
  const explanation = explain(log('access'));
  expect(explanation).toMatchObject({ outcome: 'valid', routes: ['all', 'hose'], sinks: ['s3-sink'] });
  expect(explanation).not.toHaveProperty('esIndex');
  expect(explanation).not.toHaveProperty('fluentTag');
});

describe('a log that only one function refuses', () => {
  it.each<[string, object, string, object]>([
    [
      'es-sink, for a time outside its window',
      { time: '2026-01-01' },
      'esIndex',
      { by: 'es-sink', reason: 'bad_time' },
    ],
    ['es-sink, for an id no engine takes', { log_id: 'a\ud800' }, 'esIndex', { by: 'es-sink', reason: 'bad_field' }],
    ['es-sink, for its size', { x: 'y'.repeat(2000) }, 'esIndex', { by: 'es-sink', reason: 'oversize' }],
    [
      'fluent-sink, for a time before 1970',
      { time: '1969-01-01' },
      'fluentTag',
      { by: 'fluent-sink', reason: 'bad_time' },
    ],
  ])('%s', (_, more, absent, refusal) => {
    const explanation = explain(log('app', more));
    expect(explanation).toMatchObject({ outcome: 'valid', routes: ['all', 'apps'] });
    expect(explanation?.refusals).toContainEqual(expect.objectContaining(refusal));
    expect(explanation).not.toHaveProperty(absent);
  });

  it('is rejected where it is the only one that would take it', () => {
    const env = { ROUTES: '[]' };
    expect(explain(log('audit', { time: '1969-01-01' }), env)).toMatchObject({
      outcome: 'rejected',
      reason: 'bad_time',
      error: expect.stringContaining('before 1970'),
      routes: [],
      sinks: [],
    });
  });
});

it('names the routes and forwarders that send it inside an aggregate', () => {
  const all: Edit = ['routes', '    target: kinesis:mid\n', '    target: kinesis:mid\n    aggregate: true\n'];
  const apps: Edit = ['forwarders', '    target: kinesis:out\n', '    target: kinesis:out\n    aggregate: true\n'];
  expect(explain(log('app'), {}, all, apps)).toMatchObject({ routes: ['all', 'apps'], aggregatedBy: ['all', 'apps'] });
  expect(explain(log('app'), {}, all)?.aggregatedBy).toEqual(['all']);
  expect(explain(log('app'))).not.toHaveProperty('aggregatedBy');
});
