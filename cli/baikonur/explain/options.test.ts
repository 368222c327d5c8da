import { gzipSync } from 'node:zlib';
import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../../../shared/deploy/topology/parse-topology.ts';
import { type Edit, edit } from '../../../shared/deploy/topology/testing/config-texts.ts';
import { sinkWith, stageWith } from '../../../shared/deploy/topology/testing/topology-of.ts';
import { recordOf } from '../input/found-record.ts';
import { NOW_MS } from '../testing/run-command.ts';
import { createTools } from './create-tools.ts';
import { describeExplanation } from './describe.ts';
import { explainPiece } from './explain-piece.ts';

const LOG = { log_type: 'app', log_id: "it's", time: '2026-11-22T23:00:00Z' };

function explain(data: Buffer, edits: readonly Edit[], isUnpacked = false) {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  if (parsed.status === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const tools = createTools(parsed.topology, {});
  const { routerStream: streamName, fields } = tools;
  const found = [recordOf(data, { streamName, nowMs: NOW_MS, fields }, { number: 1 })];
  return explainPiece({ line: 1, found, isUnpacked }, tools).explanations[0];
}

function explainLog(edits: readonly Edit[], more: object = {}) {
  return explain(Buffer.from(JSON.stringify({ ...LOG, ...more })), edits);
}

function s3(variables: string): Edit {
  return ['sinks', "['*']\n", `['*']\n    environment: { ${variables} }\n`];
}

const SEARCH = 'ES_HOST: https://abc.eu-west-1.aoss.amazonaws.com, ES_SERVICE: aoss, INDEX_NAME_PREFIX: logs';
const LARGE: Edit = ['streams', 'description: mid', 'description: mid, maxRecordSizeKiB: 10240'];

describe('each option has its line', () => {
  it.each<[option: string, edits: Edit[], expected: object, line: RegExp]>([
    ['zstd', [s3('S3_COMPRESSION: zstd')], { s3Key: expect.stringMatching(/\.zst$/) }, /s3 key +app\/.*\.zst/],
    [
      'hive',
      [s3('S3_KEY_LAYOUT: hive')],
      { s3Key: expect.stringMatching(/^log_type=app\/dt=2026-11-22\/hour=23\/2026-11-22-23-00-00-it's-/) },
      /s3 key +log_type=app/,
    ],
    [
      'athena',
      [stageWith('archive: { athena: true }')],
      { athena: "FROM app_dev.logs WHERE log_type = 'app' AND day = '2026-11/22' AND log_id = 'it''s'" },
      /athena +FROM app_dev\.logs WHERE/,
    ],
    [
      'athena, hive',
      [stageWith('archive: { athena: true }'), s3('S3_KEY_LAYOUT: hive')],
      {
        athena: "FROM app_dev.logs WHERE log_type = 'app' AND day = '2026-11-22' AND hour = '23' AND log_id = 'it''s'",
      },
      /athena +FROM/,
    ],
    [
      'fan-out',
      [['stages/dev', 'functions:\n', 'functions:\n  s3-sink-sink: { fanOut: true }\n']],
      { fanOutBy: ['s3-sink'] },
      /fan-out +s3-sink/,
    ],
    [
      'aggregation',
      [['routes', 'target: kinesis:mid\n', 'target: kinesis:mid\n    aggregate: true\n']],
      { aggregatedBy: ['all'] },
      /aggregated by all/,
    ],
    [
      'data streams',
      [
        sinkWith(
          'es-sink',
          'ES_HOST: search.example.com, ES_AUTH: none, ES_TARGET: data_stream, INDEX_NAME_PREFIX: logs',
        ),
      ],
      { esIndex: 'logs-app', esTarget: 'data_stream' },
      /data stream +logs-app {2}_id it's$/m,
    ],
    [
      'Serverless',
      [sinkWith('es-sink', SEARCH)],
      { esIndex: 'logs-app-20261122', esService: 'aoss' },
      /index +logs-app-20261122 {2}_id it's {2}\(OpenSearch Serverless\)/,
    ],
  ])('%s', (_option, edits, expected, line) => {
    const explanation = explainLog(edits);
    expect(explanation).toMatchObject({ outcome: 'valid', ...expected });
    expect(explanation && describeExplanation(explanation, (_style, text) => text)).toMatch(line);
    expect(explainLog([])).not.toMatchObject(expected);
  });

  it('fields of a subscription', () => {
    const envelope = {
      ...{ messageType: 'DATA_MESSAGE', owner: '1', logGroup: '/g', logStream: 's', subscriptionFilters: ['f'] },
      logEvents: [
        {
          ...{ id: '1', timestamp: NOW_MS, message: JSON.stringify(LOG) },
          extractedFields: { '@aws.account': '123456789012', '@aws.region': 'eu-west-1' },
        },
      ],
    };
    const explanation = explain(gzipSync(JSON.stringify(envelope)), []);
    const systemFields = { '@aws.account': '123456789012', '@aws.region': 'eu-west-1' };
    expect(explanation?.cloudwatch).toEqual({ logGroup: '/g', logStream: 's', systemFields });
    expect(explanation && describeExplanation(explanation, (_style, text) => text)).toContain(
      'cloudwatch    /g s @aws.account=123456789012 @aws.region=eu-west-1',
    );
  });

  it('large records: one that no event holds, and a log that grows past it on its way', () => {
    const more = { text: 'x'.repeat(5_000_000) };
    expect(explainLog([], more)).toMatchObject({
      outcome: 'rejected',
      reason: 'oversize',
      error: expect.stringContaining('do not fit into an event of Lambda (6 MB)'),
    });
    const text = JSON.stringify({ ...LOG, ...more });
    expect(explain(Buffer.from(text), [LARGE], true)).toMatchObject({ outcome: 'valid', routes: ['all'] });
    const compressed = gzipSync(text);
    expect(explain(compressed, [LARGE])).toMatchObject({
      outcome: 'valid',
      routes: ['all'],
      sinks: [],
      refusals: expect.arrayContaining([
        { by: 's3-sink', reason: 'oversize', error: expect.stringContaining('Lambda saves it') },
      ]),
    });
  });
});
