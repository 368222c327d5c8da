import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { loadTopology } from '../../../shared/deploy/topology/read-config.ts';
import { OPERATIONS } from './operations.ts';
import { operatorPolicy } from './operator-policy.ts';

/** Ports that functions use as well. */
const SHARED = ['put-records', 'invoke-function', 'move-object', 'open-object', 'versioned-objects'];
const ROOT = join(import.meta.dirname, '../../..');

it('docs/operator-policy.json is the policy of the example stage (npm run docs:policy)', () => {
  const written = JSON.parse(readFileSync(join(ROOT, 'docs/operator-policy.json'), 'utf8'));
  expect(written).toEqual(operatorPolicy(loadTopology(MANIFESTS, 'dev', ROOT), '111122223333'));
});

it('every declared operation is called, and every called one is declared', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const sources = files
    .concat('../operator/operate.ts', '../tail/stream-reader.ts')
    .concat(SHARED.map((name) => `../../../shared/aws/${name}.ts`))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
  const called = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));
  const declared = Object.keys(OPERATIONS).map((operation) => operation.split(' ').at(-1));
  expect([...new Set(called)].sort()).toEqual([...new Set(declared)].sort());
});

it('an engine’s documents are looked for with the right of its one method, and its login', () => {
  const topology = loadTopology(MANIFESTS, 'dev', ROOT);
  const [fn] = topology.functions;
  const host = 'search-my-logs-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com';
  const sink = (environment: Readonly<Record<string, string>>) => ({
    ...topology,
    functions: fn === undefined ? [] : [{ ...fn, service: 'es-sink', environment }],
  });
  const statements = (environment: Readonly<Record<string, string>>) =>
    operatorPolicy(sink(environment), '111122223333').Statement.filter(({ Sid }) => Sid.startsWith('Search'));
  expect(statements({ ES_HOST: host })).toEqual([
    {
      Sid: 'Search1',
      Effect: 'Allow',
      Action: ['es:ESHttpPost'],
      Resource: 'arn:aws:es:us-east-1:111122223333:domain/my-logs/*',
    },
  ]);
  expect(statements({ ES_HOST: host, ES_AUTH: 'basic', ES_BASIC_SECRET: 'ssm:/es/login' })).toMatchObject([
    { Action: ['ssm:GetParameter'], Resource: ['arn:aws:ssm:us-east-1:111122223333:parameter/es/login'] },
  ]);
  const source = readFileSync(join(import.meta.dirname, 'search-documents.ts'), 'utf8');
  expect([...source.matchAll(/method: '(\w+)'/g)].map(([, method]) => method)).toEqual(['POST']);
});

it('has the rights on the keys of a stage that has keys of its own, and on a key but once for a kind', () => {
  const topology = loadTopology(MANIFESTS, 'dev', ROOT);
  const { settings, deadLetterBucket, archiveBucket } = topology;
  const keyOf = (name: string): string => `arn:aws:kms:us-east-1:111122223333:key/${name}`;
  const kms = { streams: keyOf('streams'), buckets: keyOf('buckets'), table: keyOf('table') };
  const withKey = { kmsKey: kms.buckets };
  const { Statement } = operatorPolicy(
    {
      ...topology,
      settings: { ...settings, kms },
      deadLetterBucket: { ...deadLetterBucket, ...withKey },
      archiveBucket: { ...archiveBucket, ...withKey },
    },
    '111122223333',
  );
  const via = (service: string) => ({ StringLike: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com*` } });
  expect(Statement.filter(({ Sid }) => Sid.includes('Keys'))).toMatchObject([
    { Sid: 'ReadKeys1', Action: ['kms:Decrypt'], Resource: kms.streams, Condition: via('kinesis') },
    { Sid: 'ReadKeys2', Action: ['kms:Decrypt'], Resource: kms.buckets, Condition: via('s3') },
    { Sid: 'ReadKeys3', Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: kms.table, Condition: via('dynamodb') },
    { Sid: 'RedriveKeys1', Action: ['kms:GenerateDataKey'], Resource: kms.streams, Condition: via('kinesis') },
    { Sid: 'RedriveKeys2', Action: ['kms:GenerateDataKey'], Resource: kms.buckets, Condition: via('s3') },
  ]);
});

it('has the table of preview environments where a stage has them', () => {
  const { Statement } = operatorPolicy(loadTopology(MANIFESTS, 'local', ROOT), '000000000000');
  const scan = Statement.find(({ Action }) => Action.includes('dynamodb:Scan'));
  expect(scan?.Resource).toEqual([
    'arn:aws:dynamodb:us-east-1:000000000000:table/baikonur-local-progress',
    'arn:aws:dynamodb:us-east-1:000000000000:table/eden',
  ]);
});
