import { parseSecretReference } from '../../settings/secret-reference.ts';
import type { Bucket, Stream, StreamFunction, Topology } from '../topology/topology.ts';
import {
  arnHere,
  bucketArn,
  deliveryStreamArn,
  domainArn,
  type Intrinsic,
  parameterArn,
  secretArn,
  streamArn,
  tableArn,
} from './cloudformation.ts';
import { consumerArns, hasFanOut } from './fan-out.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const REGION = '${AWS::Region}';

/** A statement of a role's policy; always `Allow`. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | Intrinsic | readonly (string | Intrinsic)[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The folder of the dead-letter bucket where Lambda puts batches whose retries are exhausted. */
const ON_FAILURE_FOLDER = 'aws/lambda';
/** The folder, below the prefix of dead letters, of progress rows that are too large for the table. */
const PROGRESS_FOLDER = '_progress';

/** `search-` or `vpc-`, the domain's name, 26 characters of its own, the Region. */
const DOMAIN_HOST =
  /^(?:https:\/\/)?(?:search|vpc)-(?<domain>[a-z][a-z0-9-]{2,27})-[a-z0-9]{26}\.[a-z0-9-]+\.es\.amazonaws\.com/;

/** The id of a collection, the Region. */
const COLLECTION_HOST = /^(?:https:\/\/)?([a-z0-9]+)\.[a-z0-9-]+\.aoss\.amazonaws\.com/;

/** Rights of every stream function, whatever it delivers to. */
export function commonStatements(topology: Topology, fn: StreamFunction): readonly Statement[] {
  return [
    ...readSource(fn.source, topology.settings),
    ...(hasFanOut(fn, topology) ? [allow(['kinesis:SubscribeToShard'], consumerArns(fn))] : []),
    ...keepProgress(topology, fn),
    ...spillDeadLetters(topology, fn),
    ...trace(topology),
  ];
}

/** The event source mapping's reads; the rest of them (GetRecords …) is granted along with the event. */
function readSource(source: Stream, { kms }: Topology['settings']): readonly Statement[] {
  return [
    allow(['kinesis:DescribeStreamSummary', 'kinesis:ListShards'], streamArn(source.name)),
    ...useKey('kinesis', kms.streams, ['kms:Decrypt']),
  ];
}

/** A statement that grants actions on resources. */
export function allow(actions: readonly string[], resource: Statement['Resource']): Statement {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resource,
  };
}

/**
 * Using a key, through one service alone: who may decrypt objects may not decrypt anything else under the same key.
 * @see AWS KMS developer guide, "kms:ViaService"; in China the name may end in .cn
 */
export function useKey(service: string, key: string | undefined, actions: readonly string[]): readonly Statement[] {
  if (key === undefined) return [];
  const via = { 'Fn::Sub': `${service}.${REGION}.amazonaws.com*` };
  return [{ ...allow(actions, key), Condition: { StringLike: { 'kms:ViaService': via } } }];
}

/** A progress key is `<function>#<stream's ARN>#<shard>`: of the table the function has its own rows alone. */
function keepProgress({ progressTable, settings }: Topology, { name }: StreamFunction): readonly Statement[] {
  return [
    {
      ...allow(['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], tableArn(progressTable)),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${name}#*`] } },
    },
    // What a table under a customer managed key asks of its readers and writers.
    // @see aws-cdk aws-dynamodb/lib/perms.ts, KEY_READ_ACTIONS and KEY_WRITE_ACTIONS
    ...useKey('dynamodb', settings.kms.table, [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ]),
  ];
}

/** Its own dead letters, batches whose retries are exhausted (written with the function's own role), large progress rows. */
function spillDeadLetters(topology: Topology, { name }: StreamFunction): readonly Statement[] {
  const { deadLetterBucket, settings } = topology;
  const { prefix } = settings.deadLetters;
  const own = prefix === '' ? name : `${prefix}/${name}`;
  const written = [own, progressFolder(topology), ON_FAILURE_FOLDER].map((folder) => `${folder}/*`);
  return [
    allow(
      ['s3:PutObject'],
      written.map((path) => bucketArn(deadLetterBucket, path)),
    ),
    allow(['s3:GetObject'], bucketArn(deadLetterBucket, `${progressFolder(topology)}/*`)),
    // Lambda asks for it with an on-failure destination; it also turns a missing object's 403 into a 404.
    allow(['s3:ListBucket'], bucketArn(deadLetterBucket)),
    ...useKey('s3', deadLetterBucket.kmsKey, ['kms:GenerateDataKey', 'kms:Decrypt']),
  ];
}

/** The folder of progress rows that are too large for the table, without a slash at its end. */
export function progressFolder({ settings }: Topology): string {
  return [settings.deadLetters.prefix, PROGRESS_FOLDER].filter((part) => part !== '').join('/');
}

export function trace({ settings }: Topology): readonly Statement[] {
  return settings.tracing === 'Active'
    ? // X-Ray has no resource-level permission for these. @see Service Authorization Reference, AWS X-Ray
      [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')]
    : [];
}

/** Writing to the function's target streams. */
export function writeTargets({ settings }: Topology, { targets }: StreamFunction): readonly Statement[] {
  const namesOf = (kind: 'kinesis' | 'firehose') => [
    ...new Set(targets.filter((target) => target.kind === kind).map(({ name }) => name)),
  ];
  const [streams, deliveryStreams] = [namesOf('kinesis'), namesOf('firehose')];
  return [
    ...(streams.length > 0 ? [allow(['kinesis:PutRecords'], streams.map(streamArn))] : []),
    ...(deliveryStreams.length > 0 ? [allow(['firehose:PutRecordBatch'], deliveryStreams.map(deliveryStreamArn))] : []),
    ...(streams.length > 0 ? useKey('kinesis', settings.kms.streams, ['kms:GenerateDataKey']) : []),
  ];
}

/** Writing objects below a prefix of a bucket. */
export function writeObjects(bucket: Bucket, prefix: string | undefined): readonly Statement[] {
  return [
    allow(['s3:PutObject'], bucketArn(bucket, prefix ? `${prefix}/*` : '*')),
    ...useKey('s3', bucket.kmsKey, ['kms:GenerateDataKey']),
  ];
}

/** Signed requests to the search engine, with these methods. */
export function callSearch(
  methods: readonly ('Get' | 'Post' | 'Put' | 'Delete')[],
  { environment }: Pick<StreamFunction, 'environment'>,
): readonly Statement[] {
  if (environment['ES_SERVICE'] === 'aoss') return callCollection(environment);
  const domain = searchDomain(environment);
  if ((environment['ES_AUTH'] ?? 'sigv4') !== 'sigv4' || domain === undefined) return [];
  return [
    allow(
      methods.map((method) => `es:ESHttp${method}`),
      domainArn(domain),
    ),
  ];
}

/** The calls that a collection allows are in its data access policy. @see Service Authorization Reference, OpenSearch Serverless */
function callCollection({ ES_HOST: host = '' }: StreamFunction['environment']): readonly Statement[] {
  const [, id] = COLLECTION_HOST.exec(host.toLowerCase()) ?? [];
  return id === undefined ? [] : [allow(['aoss:APIAccessAll'], arnHere('aoss', `collection/${id}`))];
}

/** The OpenSearch Service domain that a function's variables name, by itself or in its host. */
export function searchDomain(environment: Readonly<Record<string, string | number | boolean>>): string | undefined {
  return (
    environment['ES_DOMAIN']?.toString() ??
    DOMAIN_HOST.exec(String(environment['ES_HOST']).toLowerCase())?.groups?.['domain']
  );
}

/** Reading the secrets that the function's variables refer to. */
export function readSecrets(
  { settings }: Topology,
  { environment }: Pick<StreamFunction, 'environment'>,
): readonly Statement[] {
  const references = Object.values(environment).flatMap((value) => parseSecretReference(value) ?? []);
  const secrets = references.flatMap((reference) => (reference.store === 'secretsmanager' ? [reference.id] : []));
  const parameters = references.flatMap((reference) => (reference.store === 'ssm' ? [reference.id] : []));
  return [
    ...(secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], [...new Set(secrets)].map(secretArn))] : []),
    ...(parameters.length > 0 ? [allow(['ssm:GetParameter'], [...new Set(parameters)].map(parameterArn))] : []),
    // Under AWS's own keys the services decrypt for whoever may read.
    ...(secrets.length > 0 ? useKey('secretsmanager', settings.kms.secrets, ['kms:Decrypt']) : []),
    ...(parameters.length > 0 ? useKey('ssm', settings.kms.secrets, ['kms:Decrypt']) : []),
  ];
}
