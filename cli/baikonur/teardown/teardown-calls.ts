import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteDeliveryStreamCommand, DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { DeleteStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { DeleteBucketCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createClientOptions, createS3ClientOptions } from '../../../shared/aws/client-options.ts';
import { emptyBucket } from '../../../shared/deploy/removal/empty-bucket.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import type { AnyClient } from '../aws/add-middleware.ts';
import { explainRefusals } from '../aws/explain-refusals.ts';
import { countText } from '../operator/quantity.ts';
import { HOURS } from '../plan/item.ts';
import { type FindPrice, loadPrices } from '../plan/prices.ts';
import type { Survivor } from './survivors.ts';
import { whileLimited } from './while-limited.ts';

/** A resource that exists. */
export interface Found {
  /** Its contents in words. */
  readonly contents: string;
  /** Dollars a month of a stream that nothing arrives at; absent: it costs by what it holds, or its price is not known. */
  readonly dollarsAMonth?: number;
}

/** AWS as teardown needs it. */
export interface TeardownCalls {
  /** The account of the credentials. */
  readonly accountId: () => Promise<string | undefined>;
  readonly stackExists: (name: string) => Promise<boolean>;
  /** Names of the account's buckets. */
  readonly listBuckets: () => Promise<readonly string[]>;
  /** `undefined`: it does not exist, or is being deleted. */
  readonly look: (survivor: Survivor) => Promise<Found | undefined>;
  /** @param onDeleted receives how many objects of a bucket are deleted so far */
  readonly remove: (survivor: Survivor, onDeleted: (count: number) => void, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** A longer retention costs by the shard and hour. */
const FREE_RETENTION_HOURS = 24;
const TRIES = 3;
const LIMITED_WAIT_MS = 5000;

/** The calls of an account. */
export function createTeardownCalls(env: Env): TeardownCalls {
  const options = (service: Parameters<typeof createClientOptions>[1]) => ({
    ...createClientOptions(env, service),
    maxAttempts: TRIES,
  });
  const explained = { endpoint: env['AWS_ENDPOINT_URL'], rights: 'docs/deploy.md' };
  const explain = <Client extends AnyClient>(client: Client): Client => explainRefusals(client, explained);
  const cloudFormation = explain(new CloudFormationClient(options('CLOUDFORMATION')));
  const sts = explain(new STSClient(options('STS')));
  const s3 = explain(new S3Client({ ...createS3ClientOptions(env), maxAttempts: TRIES }));
  const byKind = callsByKind({
    s3,
    kinesis: explain(new KinesisClient(options('KINESIS'))),
    firehose: explain(new FirehoseClient(options('FIREHOSE'))),
    dynamo: explain(new DynamoDBClient(options('DYNAMODB'))),
    logs: explain(new CloudWatchLogsClient(options('CLOUDWATCH_LOGS'))),
    iam: explain(new IAMClient(options('IAM'))),
    find: loadPrices(env['AWS_REGION'] ?? '').find,
  });
  return {
    accountId: async () => (await sts.send(new GetCallerIdentityCommand({}))).Account,
    stackExists: (StackName) =>
      orAbsent(cloudFormation.send(new DescribeStacksCommand({ StackName }))).then((answer) =>
        (answer?.Stacks ?? []).some(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE'),
      ),
    listBuckets: async () => {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      return Buckets.flatMap(({ Name }) => Name ?? []);
    },
    look: ({ kind, name }) => byKind[kind].look(name),
    remove: async ({ kind, name }, onDeleted, signal) => {
      await orAbsent(byKind[kind].remove(name, onDeleted, signal));
    },
    close: () => {
      cloudFormation.destroy();
      s3.destroy();
      sts.destroy();
    },
  };
}

interface Clients {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly firehose: FirehoseClient;
  readonly dynamo: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
  readonly find: FindPrice;
}

interface CallsOfKind {
  readonly look: (name: string) => Promise<Found | undefined>;
  readonly remove: (name: string, onDeleted: (count: number) => void, signal: AbortSignal) => Promise<unknown>;
}

function callsByKind(clients: Clients): Readonly<Record<Survivor['kind'], CallsOfKind>> {
  const { firehose, dynamo, logs } = clients;
  return {
    bucket: bucketCalls(clients),
    stream: streamCalls(clients),
    role: roleCalls(clients),
    'delivery stream': {
      look: async (DeliveryStreamName) => {
        const found = await orAbsent(firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })));
        const status = found?.DeliveryStreamDescription?.DeliveryStreamStatus;
        return status === undefined || status === 'DELETING' ? undefined : { contents: '' };
      },
      remove: (DeliveryStreamName) => firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName })),
    },
    table: {
      look: async (TableName) => {
        const found = await orAbsent(dynamo.send(new DescribeTableCommand({ TableName })));
        const { TableStatus, ItemCount = 0 } = found?.Table ?? {};
        return TableStatus === undefined || TableStatus === 'DELETING' ? undefined : { contents: `${ItemCount} items` };
      },
      remove: (TableName) => dynamo.send(new DeleteTableCommand({ TableName })),
    },
    'log group': {
      look: async (logGroupNamePrefix) => {
        const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
        const group = logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix);
        return group && { contents: `${group.storedBytes ?? 0} bytes` };
      },
      remove: (logGroupName) => logs.send(new DeleteLogGroupCommand({ logGroupName })),
    },
  };
}

function streamCalls({ kinesis, find }: Clients): CallsOfKind {
  return {
    look: async (StreamName) => {
      const found = await orAbsent(kinesis.send(new DescribeStreamSummaryCommand({ StreamName })));
      const summary = found?.StreamDescriptionSummary;
      const { StreamStatus, StreamModeDetails, OpenShardCount = 0, RetentionPeriodHours = 0 } = summary ?? {};
      if (StreamStatus === undefined || StreamStatus === 'DELETING') return undefined;
      if (StreamModeDetails?.StreamMode === 'ON_DEMAND') {
        return { contents: 'on demand', ...monthly(find, ['kinesis.streamHour'], 1) };
      }
      const names = ['kinesis.shardHour'];
      if (RetentionPeriodHours > FREE_RETENTION_HOURS) names.push('kinesis.retentionShardHour');
      const contents = countText(OpenShardCount, 'shard');
      return { contents, ...monthly(find, names, OpenShardCount) };
    },
    remove: (StreamName, _onDeleted, signal) =>
      whileLimited(
        () => kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true })),
        () => sleep(LIMITED_WAIT_MS, undefined, { signal }),
      ),
  };
}

/** Dollars of a month for each price by the hour; nothing where one of them is not known. */
function monthly(find: FindPrice, names: readonly string[], count: number): Pick<Found, 'dollarsAMonth'> {
  const prices = names.flatMap((name) => find(name) ?? []);
  if (prices.length < names.length) return {};
  return { dollarsAMonth: HOURS * count * prices.reduce((sum, { usd }) => sum + usd, 0) };
}

function bucketCalls({ s3 }: Clients): CallsOfKind {
  return {
    look: async (Bucket) => {
      const page = await orAbsent(s3.send(new ListObjectVersionsCommand({ Bucket })));
      if (page === undefined) return undefined;
      const count = (page.Versions?.length ?? 0) + (page.DeleteMarkers?.length ?? 0);
      return { contents: `${page.IsTruncated === true ? 'over ' : ''}${countText(count, 'object')}` };
    },
    remove: async (Bucket, onDeleted, signal) => {
      await emptyBucket(s3, Bucket, { onDeleted, signal });
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  };
}

function roleCalls({ iam }: Clients): CallsOfKind {
  return {
    look: async (RoleName) => {
      const found = await orAbsent(iam.send(new GetRoleCommand({ RoleName })));
      return found && { contents: '' };
    },
    remove: async (RoleName) => {
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    },
  };
}

/** @returns `undefined` where AWS says that there is no such thing */
async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent({ name, message }: Error): boolean {
  return /NotFound|NoSuch/.test(name) || (name === 'ValidationError' && message.includes('does not exist'));
}
