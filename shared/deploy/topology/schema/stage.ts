import { z } from 'zod';
import { MAX_SHARDS } from '../../../delivery/stream-variables.ts';
import { edenSchema } from './eden.ts';
import {
  atMost,
  decimal,
  flag,
  integer,
  kmsKeyArn,
  listOf,
  mapping,
  named,
  oneOf,
  securityGroupId,
  shortName,
  subnetId,
  text,
  variables,
} from './leaf.ts';
import { lifecycleShape } from './lifecycle.ts';
import { stageTasksSchema } from './tasks.ts';

/** `config/service.yml`. The bundle block is serverless-esbuild's own. */
export const serviceSchema = mapping({
  project: shortName,
  runtime: oneOf('nodejs24.x'),
  architecture: oneOf('arm64', 'x86_64'),
  environment: variables,
  bundle: z.record(z.string(), z.unknown(), { error: 'settings of serverless-esbuild' }),
});

/** @see CreateStream; IncreaseStreamRetentionPeriod: 24 to 8760 hours */
const streamCapacity = mapping({
  mode: oneOf('on-demand', 'provisioned'),
  shards: integer(1, MAX_SHARDS).optional(),
  retentionHours: integer(24, 8760).default(72),
});

/** @see CreateEventSourceMapping: batch 1-10000, window 0-300 s, parallelization 1-10, record age up to 7 days */
const functionShape = {
  memoryMb: integer(128, 10_240),
  timeoutSeconds: integer(6, 900),
  batchSize: integer(1, 10_000),
  batchWindowSeconds: integer(0, 300),
  parallelization: integer(1, 10),
  startingPosition: oneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
  /** For a cut-over: ISO 8601 with a zone. */
  startingTime: z.iso.datetime({ offset: true, error: 'a quoted time such as "2026-01-31T00:00:00Z"' }).optional(),
  bisect: flag,
  /** Reads as a registered consumer, with a throughput of its own. @see SubscribeToShard */
  fanOut: flag.optional(),
  /** Executions that are set aside for the function, and its most. @see PutFunctionConcurrency */
  reservedConcurrency: integer(1, 100_000).optional(),
  maxAttempts: integer(1, 1000),
  /** How long a shard waits for a destination; default: half the source's retention. */
  holdHours: decimal(0.1, 167).optional(),
  /** Past it the mapping gives records up; default: midway between the hold and the retention. */
  maximumRecordAgeHours: decimal(0.1, 168).optional(),
  /** For destinations inside a VPC. @see CreateFunction, VpcConfig: 16 subnets, 5 security groups */
  vpc: mapping({
    subnetIds: atMost(16, 'subnets', listOf(subnetId, 1, 'subnets')),
    securityGroupIds: atMost(5, 'security groups', listOf(securityGroupId, 1, 'security groups')),
  }).optional(),
  environment: variables,
};

const functionSettings = mapping(functionShape);
const functionOverrides = mapping(functionShape).partial();

/** Settings of a function, as the stage file gives them. */
export type FunctionSettings = z.output<typeof functionSettings>;

/** @see CreateLogGroup, PutRetentionPolicy: the days that CloudWatch Logs knows */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 3653,
];

/** The framework has one of its own (STAGE), and each stream one more (Description). */
const MAX_TAGS = 45;
const tags = z
  .record(
    text(
      /^(?!aws:|STAGE$)[\p{L}\p{N} _.:/=+\-@]{1,128}$/u,
      'the name of a tag, which does not begin with aws: and is not STAGE',
    ),
    text(/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u, 'the quoted text of a tag: letters, digits, spaces and _ . : / = + - @'),
    { error: 'a mapping of tags' },
  )
  .refine((all) => Object.keys(all).length <= MAX_TAGS, { error: `at most ${MAX_TAGS} tags` })
  .default({});

/** `config/stages/<stage>.yml`. */
export const stageSchema = mapping({
  region: text(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS Region such as eu-west-1'),
  /** Where it is known beforehand; else CloudFormation puts it into the names of buckets. */
  accountId: text(/^\d{12}$/, 'twelve digits, quoted').optional(),
  /** Of all roles. */
  permissionsBoundary: text(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of a managed policy').optional(),
  /** Of the stacks, and by CloudFormation of all their resources. */
  tags,
  retain: flag,
  tracing: oneOf('Active', 'PassThrough'),
  logLevel: oneOf('DEBUG', 'INFO', 'WARN', 'ERROR'),
  logRetentionDays: integer(1, 3653).refine((days) => LOG_RETENTION_DAYS.includes(days), {
    error: `one of ${LOG_RETENTION_DAYS.join(', ')}`,
  }),
  /** `false`: the mappings are deployed switched off. */
  pollStreams: flag.default(true),
  /** `all`: also the log groups of other owners. */
  createLogGroups: oneOf('listed', 'all').default('listed'),
  environment: variables,
  streams: z.object({ default: streamCapacity }, { error: 'a mapping with at least default' }).catchall(streamCapacity),
  /** Streams and delivery streams that exist already, owned by others: short name to AWS name. */
  external: mapping({
    streams: named(text(/^[\w.-]{1,128}$/, 'the name of a stream')).default({}),
    deliveryStreams: named(text(/^[\w.-]{1,64}$/, 'the name of a delivery stream')).default({}),
  }).prefault({}),
  deadLetters: mapping({
    prefix: text(
      /^(?!aws(\/|$))(?!(.*\/)?\.{1,2}(\/|$))([\w.-]+(\/[\w.-]+)*)?$/,
      'a key prefix other than aws, without slashes at its ends and without . and .. as folders',
    ),
    lifetimeDays: integer(1, 3650).default(90),
  }),
  /** Without `bucket` s3-sink owns its bucket. */
  archive: mapping({
    bucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of an existing bucket').optional(),
    kmsKey: kmsKeyArn.optional(),
    /** A Glue database with a table over the objects, for Athena. */
    athena: flag.default(false),
    ...lifecycleShape,
  }).prefault({}),
  /** The bucket of all delivery streams. */
  delivery: mapping(lifecycleShape).prefault({}),
  kms: mapping({ streams: kmsKeyArn, buckets: kmsKeyArn, table: kmsKeyArn, secrets: kmsKeyArn }).partial().default({}),
  functions: z
    .object({ default: functionSettings }, { error: 'a mapping with at least default' })
    .catchall(functionOverrides),
  /** Absent: no preview environments; services/eden-api has no function. */
  eden: edenSchema.optional(),
  /** Absent: no `--on-aws`; services/operator has no function. @see MaxConcurrency of a Distributed Map: 10,000 child executions */
  operator: mapping({ concurrency: integer(1, 1000).default(10) }).optional(),
  /** Settings that all tasks of `config/tasks.yml` have in common at this stage. */
  tasks: stageTasksSchema.default({}),
  alarms: mapping({
    actions: listOf(text(/^arn:aws[a-z-]*:/, 'an ARN'), 0, 'ARNs'),
    /** An SNS topic is made, which sends to it. */
    email: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address').optional(),
    /** `once`: a service's alarms ring as one. */
    notify: oneOf('each', 'once').default('each'),
    /** Where docs/runbooks can be read, for the texts of alarms and dashboard. */
    runbooks: text(/^https:\/\/\S*[^\s/]$/, 'a URL without a slash at its end').optional(),
    /** How far a function may fall behind its stream. */
    iteratorAgeMinutes: integer(1, 10_080),
    /** How long a shard may be held for a destination. */
    heldMinutes: integer(1, 10_080),
    /** Days after which an alarm reports dead letters that are still there. */
    lettersWaitingDays: integer(1, 7).default(7),
  }),
});
