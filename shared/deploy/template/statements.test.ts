import { encodeKeySegment } from '../../names/key-segment.ts';
import { openBatch } from '../../pipeline/open-batch.ts';
import { kinesisEvent } from '../../pipeline/testing/kinesis-events.ts';
import type { Edit } from '../topology/testing/config-texts.ts';
import { functionOf, ours, sinkWith, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import {
  callSearch,
  commonStatements,
  progressFolder,
  readSecrets,
  type Statement,
  searchDomain,
  trace,
  writeObjects,
  writeTargets,
} from './statements.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/';
const KEYS = stageWith(`kms: { streams: '${KEY}s', buckets: '${KEY}b', table: '${KEY}t', secrets: '${KEY}x' }`);
const UNTRACED: Edit = ['stages/dev', 'tracing: Active', 'tracing: PassThrough'];
const DEAD_LETTERS = 's3:::app-dev-dead-letters-ACCOUNT-eu-west-1';

function allowed(Action: readonly string[], Resource: Statement['Resource']) {
  return { Effect: 'Allow', Action, Resource };
}

/** A grant on a key, through one service. */
function keyed(service: string, Action: readonly string[], key: string) {
  const via = `${service}.$\{AWS::Region}.amazonaws.com*`;
  return { ...allowed(Action, key), Condition: { StringLike: { 'kms:ViaService': { 'Fn::Sub': via } } } };
}

describe('every stream function', () => {
  const source = allowed(
    ['kinesis:DescribeStreamSummary', 'kinesis:ListShards'],
    ours('kinesis:REGION:ACCOUNT:stream/app-dev-mid'),
  );
  const progress = {
    ...allowed(
      ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      ours('dynamodb:REGION:ACCOUNT:table/app-dev-progress'),
    ),
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['app-dev-s3-sink-sink#*'] } },
  };
  const written = allowed(
    ['s3:PutObject'],
    ['failed/app-dev-s3-sink-sink', 'failed/_progress', 'aws/lambda'].map((folder) =>
      ours(`${DEAD_LETTERS}/${folder}/*`),
    ),
  );
  const read = allowed(['s3:GetObject'], ours(`${DEAD_LETTERS}/failed/_progress/*`));
  const list = allowed(['s3:ListBucket'], ours(DEAD_LETTERS));
  const tableKey = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];

  it('reads its source, keeps its progress, writes dead letters, and is traced', () => {
    const topology = topologyOf();
    expect(commonStatements(topology, functionOf(topology, 's3-sink-sink'))).toEqual([
      source,
      progress,
      written,
      read,
      list,
      allowed(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
    ]);
  });

  it('uses the keys of the stage', () => {
    const topology = topologyOf(KEYS, UNTRACED);
    expect(commonStatements(topology, functionOf(topology, 's3-sink-sink'))).toEqual([
      source,
      keyed('kinesis', ['kms:Decrypt'], `${KEY}s`),
      progress,
      keyed(
        'dynamodb',
        tableKey.map((action) => `kms:${action}`),
        `${KEY}t`,
      ),
      written,
      read,
      list,
      keyed('s3', ['kms:GenerateDataKey', 'kms:Decrypt'], `${KEY}b`),
    ]);
  });

  it('without a prefix its dead letters are its own as well', () => {
    const topology = topologyOf(['stages/dev', 'prefix: failed', "prefix: ''"]);
    const [, , { Resource } = { Resource: [] }] = commonStatements(topology, functionOf(topology, 's3-sink-sink'));
    const folders = ['app-dev-s3-sink-sink', '_progress', 'aws/lambda'];
    expect(Resource).toEqual(folders.map((folder) => ours(`${DEAD_LETTERS}/${folder}/*`)));
  });

  it('has the rows and folders that the pipeline writes', () => {
    const topology = topologyOf();
    const { name } = functionOf(topology, 's3-sink-sink');
    const context = { functionName: name, awsRequestId: '', getRemainingTimeInMillis: () => 0 };
    const { progressKey } = openBatch(kinesisEvent([{ data: '{}', position: 0 }]), context, Date.now);
    expect(progressKey.startsWith(`${name}#`)).toBe(true);
    expect(encodeKeySegment(name)).toBe(name);
  });
});

it.each([
  ['failed', 'failed/_progress'],
  ["''", '_progress'],
])('with the prefix %s, large progress rows are in %s', (prefix, folder) => {
  expect(progressFolder(topologyOf(['stages/dev', 'prefix: failed', `prefix: ${prefix}`]))).toBe(folder);
});

it('without tracing nothing is granted for it', () => {
  expect(trace(topologyOf(UNTRACED))).toEqual([]);
});

const toStream = allowed(['kinesis:PutRecords'], [ours('kinesis:REGION:ACCOUNT:stream/app-dev-out')]);
const toHose = allowed(['firehose:PutRecordBatch'], [ours('firehose:REGION:ACCOUNT:deliverystream/app-dev-hose')]);

it.each<[string, readonly Edit[], readonly object[]]>([
  ['forwarders-apps', [], [toStream]],
  ['forwarders-apps', [KEYS], [toStream, keyed('kinesis', ['kms:GenerateDataKey'], `${KEY}s`)]],
  ['forwarders-hose', [KEYS], [toHose]],
])('%s writes to its targets alone', (id, edits, expected) => {
  const topology = topologyOf(...edits);
  expect(writeTargets(topology, functionOf(topology, id))).toEqual(expected);
});

it.each([
  ['logs', undefined, [allowed(['s3:PutObject'], ours('s3:::b/logs/*'))]],
  [undefined, undefined, [allowed(['s3:PutObject'], ours('s3:::b/*'))]],
  ['', 'key', [allowed(['s3:PutObject'], ours('s3:::b/*')), keyed('s3', ['kms:GenerateDataKey'], 'key')]],
])('objects below %j under the key %s', (prefix, kmsKey, expected) => {
  const bucket = { name: 'b', owned: false, ...(kmsKey === undefined ? {} : { kmsKey }) };
  expect(writeObjects(bucket, prefix)).toEqual(expected);
});

const HOST = 'search-my-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com';

it.each([
  [{ ES_HOST: HOST }, 'my-logs'],
  [{ ES_HOST: `https://${HOST}:443` }, 'my-logs'],
  [{ ES_HOST: HOST.replace('search-', 'vpc-') }, 'my-logs'],
  [{ ES_HOST: HOST, ES_DOMAIN: 'other' }, 'other'],
  [{ ES_HOST: 'logs.example.com', ES_DOMAIN: 'other' }, 'other'],
  [{ ES_HOST: 'logs.example.com' }, undefined],
  [{ ES_HOST: `evil.com/${HOST}` }, undefined],
  [{}, undefined],
])('%j names the domain %s', (environment, domain) => {
  expect(searchDomain(environment)).toBe(domain);
});

it.each([
  [{ ES_HOST: HOST }, [allowed(['es:ESHttpGet', 'es:ESHttpPost'], ours('es:REGION:ACCOUNT:domain/my-logs/*'))]],
  [{ ES_HOST: HOST, ES_AUTH: 'none' }, []],
  [{ ES_HOST: HOST, ES_AUTH: 'basic' }, []],
  [{ ES_HOST: 'logs.example.com' }, []],
])('%j may be called', (environment, expected) => {
  expect(callSearch(['Get', 'Post'], { environment })).toEqual(expected);
});

describe('secrets', () => {
  const secret = allowed(
    ['secretsmanager:GetSecretValue'],
    [ours('secretsmanager:REGION:ACCOUNT:secret:fluent-??????')],
  );
  const parameter = allowed(['ssm:GetParameter'], [ours('ssm:REGION:ACCOUNT:parameter/key')]);
  const key = (service: string) => keyed(service, ['kms:Decrypt'], `${KEY}x`);

  it.each<[Readonly<Record<string, string>>, readonly Edit[], readonly object[]]>([
    [{ A: 'plain' }, [KEYS], []],
    [{ A: 'secretsmanager:fluent' }, [], [secret]],
    [{ A: 'secretsmanager:fluent#user', B: 'secretsmanager:fluent#password' }, [], [secret]],
    [{ A: 'ssm:/key', B: 'secretsmanager:fluent' }, [], [secret, parameter]],
    [{ A: 'ssm:/key' }, [KEYS], [parameter, key('ssm')]],
    [{ A: 'ssm:/key', B: 'secretsmanager:fluent' }, [KEYS], [secret, parameter, key('secretsmanager'), key('ssm')]],
  ])('that %j refers to may be read', (environment, edits, expected) => {
    expect(readSecrets(topologyOf(...edits), { environment })).toEqual(expected);
  });
});

it('es-sink in config/ gets the grants of its service', () => {
  const topology = topologyOf(sinkWith('es-sink', `ES_HOST: ${HOST}`));
  expect(callSearch(['Get'], functionOf(topology, 'es-sink-sink'))).toHaveLength(1);
});
