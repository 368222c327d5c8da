import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeServicesCommand,
  ECSClient,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, GetObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import type { EnvironmentItem } from '../../shared/eden/item.ts';
import { type Account, region, table } from './world.ts';

/** All that stands in an account, INACTIVE things left out. */
export interface Listing {
  readonly services: readonly string[];
  readonly taskDefinitions: readonly string[];
  readonly targetGroups: readonly string[];
  readonly rules: readonly string[];
  readonly records: readonly string[];
  readonly object: unknown;
  readonly items: readonly EnvironmentItem[];
}

/** Lists an account by calls of its own, not by eden's. */
export async function listAccount({ strict, seeded }: Account): Promise<Listing> {
  const [, , , , accountId = ''] = seeded.fields.master_alb_arn?.split(':') ?? [];
  const options = {
    endpoint: strict.url,
    region,
    credentials: strictCredentials(accountId, 'listing'),
    maxAttempts: 2,
  };
  const ecs = new ECSClient(options);
  const elb = new ElasticLoadBalancingV2Client(options);
  const [services, definitions, groups, rules, records, object, items] = await Promise.all([
    Promise.all(['prod', 'dev'].map((cluster) => listServices(ecs, cluster))),
    ecs.send(new ListTaskDefinitionsCommand({ status: 'ACTIVE' })),
    elb.send(new DescribeTargetGroupsCommand({})),
    elb.send(new DescribeRulesCommand({ ListenerArn: seeded.listenerArn })),
    new Route53Client(options).send(new ListResourceRecordSetsCommand({ HostedZoneId: seeded.fields.dynamic_zone_id })),
    readObject(new S3Client({ ...options, forcePathStyle: true }), seeded.bucket),
    new DynamoDBClient(options).send(new ScanCommand({ TableName: table, ConsistentRead: true })),
  ]);
  return {
    services: services.flat().toSorted(),
    taskDefinitions: (definitions.taskDefinitionArns ?? []).toSorted(),
    targetGroups: (groups.TargetGroups ?? []).map(({ TargetGroupName }) => TargetGroupName ?? '').toSorted(),
    rules: (rules.Rules ?? [])
      .map(({ Priority, Conditions }) => `${Priority} ${JSON.stringify(Conditions)}`)
      .toSorted(),
    records: (records.ResourceRecordSets ?? []).map((record) => JSON.stringify(record)).toSorted(),
    object,
    items: (items.Items ?? []).map((item) => unmarshall(item) as EnvironmentItem),
  };
}

async function listServices(ecs: ECSClient, cluster: string): Promise<readonly string[]> {
  const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster, maxResults: 100 }));
  const batches = Array.from({ length: Math.ceil(serviceArns.length / 10) }, (_, at) =>
    serviceArns.slice(at * 10, at * 10 + 10),
  );
  const answers = await Promise.all(
    batches.map((services) => ecs.send(new DescribeServicesCommand({ cluster, services }))),
  );
  return answers
    .flatMap(({ services = [] }) => services)
    .filter(({ status }) => status === 'ACTIVE')
    .map(
      ({ serviceName, taskDefinition, desiredCount }) => `${cluster}/${serviceName} ${taskDefinition} ×${desiredCount}`,
    );
}

async function readObject(s3: S3Client, bucket: string): Promise<unknown> {
  const at = { Bucket: bucket, Key: 'endpoints.json' };
  const { Body, ContentType, CacheControl, Metadata } = await s3.send(new GetObjectCommand(at));
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(at));
  return { text: await Body?.transformToString(), ContentType, CacheControl, Metadata, TagSet };
}
