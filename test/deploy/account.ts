import { CloudFormationClient, GetTemplateCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { nameOf, type TemplateResources } from './change-set-rules.ts';

/** The contents of the local AWS, as far as the front and the laboratory look at them. */
export type Account = ReturnType<typeof openAccount>;

/** Where the templates go that the front has changed. */
const STRICT_PREFIX = 'strict/';
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

/** Opens the account of a local AWS. */
export function openAccount(endpoint: string) {
  const options = { endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS, maxAttempts: 2 };
  const clients = {
    cloudFormation: new CloudFormationClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    kinesis: new KinesisClient(options),
    dynamo: new DynamoDBClient(options),
    firehose: new FirehoseClient(options),
    logs: new CloudWatchLogsClient(options),
    iam: new IAMClient(options),
  };
  const lookUps = createLookUps(clients);
  return {
    s3: clients.s3,
    kinesis: clients.kinesis,
    isThere: (type: string, name: string): Promise<boolean> =>
      (lookUps[type]?.(name) ?? Promise.reject(new Error(type))).then(
        () => true,
        () => false,
      ),
    /** Logical ids of a stack's resources; none where there is no stack. */
    stackResources: (stack: string) => listResources(clients, stack),
    /** The buckets of a stack that would be deleted with it and hold objects. */
    fullBuckets: (stack: string) => listFullBuckets(clients, stack),
    readTemplate: async (params: URLSearchParams): Promise<TemplateResources> =>
      (JSON.parse(await templateText(clients, params)) as { Resources: TemplateResources }).Resources,
    /** Puts other resources in place of the template's, and says so in the parameters. */
    writeTemplate: (params: URLSearchParams, resources: TemplateResources) => rewrite(clients, params, resources),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly dynamo: DynamoDBClient;
  readonly firehose: FirehoseClient;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
}

/** By type: a call that rejects where there is no resource of that name. */
function createLookUps(clients: Clients): Readonly<Record<string, (name: string) => Promise<unknown>>> {
  const { s3, kinesis, dynamo, firehose, logs, iam } = clients;
  return {
    'AWS::DynamoDB::Table': (TableName) => dynamo.send(new DescribeTableCommand({ TableName })),
    'AWS::IAM::Role': (RoleName) => iam.send(new GetRoleCommand({ RoleName })),
    'AWS::Kinesis::Stream': (StreamName) => kinesis.send(new DescribeStreamSummaryCommand({ StreamName })),
    'AWS::KinesisFirehose::DeliveryStream': (DeliveryStreamName) =>
      firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })),
    'AWS::Logs::LogGroup': async (logGroupNamePrefix) => {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      if (!logGroups.some(({ logGroupName }) => logGroupName === logGroupNamePrefix)) throw new Error('none');
    },
    'AWS::S3::Bucket': (Bucket) => s3.send(new HeadBucketCommand({ Bucket })),
  };
}

async function listResources({ cloudFormation }: Clients, StackName: string): Promise<readonly string[]> {
  const listed = cloudFormation.send(new ListStackResourcesCommand({ StackName }));
  const { StackResourceSummaries = [] } = await listed.catch(() => ({ StackResourceSummaries: [] }));
  return StackResourceSummaries.flatMap(({ LogicalResourceId = '', ResourceStatus = '' }) =>
    /DELETE_(COMPLETE|SKIPPED)/.test(ResourceStatus) ? [] : [LogicalResourceId],
  );
}

async function listFullBuckets(clients: Clients, stack: string): Promise<readonly string[]> {
  const full: string[] = [];
  const resources = await deployedResources(clients, stack).catch((): TemplateResources => ({}));
  for (const [id, resource] of Object.entries(resources)) {
    if (resource.Type !== 'AWS::S3::Bucket' || id === DEPLOYMENT_BUCKET) continue;
    if (/^Retain/.test(resource.DeletionPolicy ?? '')) continue;
    const Bucket = nameOf(resource) ?? '';
    const { Versions = [], DeleteMarkers = [] } = await clients.s3.send(new ListObjectVersionsCommand({ Bucket }));
    if (Versions.length + DeleteMarkers.length > 0) full.push(Bucket);
  }
  return full;
}

async function deployedResources({ cloudFormation }: Clients, StackName: string): Promise<TemplateResources> {
  const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName }));
  return (JSON.parse(TemplateBody) as { Resources?: TemplateResources }).Resources ?? {};
}

async function templateText({ s3 }: Clients, params: URLSearchParams): Promise<string> {
  return params.get('TemplateBody') ?? (await readObject(s3, placeOf(params)));
}

async function rewrite(clients: Clients, params: URLSearchParams, resources: TemplateResources): Promise<void> {
  const text = await templateText(clients, params);
  const written = JSON.stringify({ ...(JSON.parse(text) as object), Resources: resources });
  if (params.has('TemplateBody')) return void params.set('TemplateBody', written);
  const { Bucket, Key: key } = placeOf(params);
  const Key = `${STRICT_PREFIX}${key}`;
  await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: written }));
  params.set('TemplateURL', `https://s3.amazonaws.com/${Bucket}/${Key}`);
}

function placeOf(params: URLSearchParams) {
  const [, Bucket = '', ...key] = new URL(params.get('TemplateURL') ?? '').pathname.split('/');
  return { Bucket, Key: key.join('/') };
}

async function readObject(s3: S3Client, place: ReturnType<typeof placeOf>): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand(place));
  return (await Body?.transformToString()) ?? '';
}
