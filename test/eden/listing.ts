import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  DescribeServicesCommand,
  ECSClient,
  paginateListServices,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupAttributesCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, GetObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { type Account, region, table } from './world.ts';

/** All resources of an account, INACTIVE ones left out. */
export interface Listing {
  readonly services: readonly string[];
  readonly taskDefinitions: readonly string[];
  readonly targetGroups: readonly string[];
  /** Health check and attributes of each. */
  readonly settings: readonly string[];
  readonly rules: readonly string[];
  readonly records: readonly string[];
  readonly object: unknown;
  readonly items: readonly EnvironmentItem[];
}

const clients = new WeakMap<Account, ReturnType<typeof createClients>>();

/** Lists an account by calls of its own, not by eden's. */
export async function listAccount(account: Account): Promise<Listing> {
  const { seeded } = account;
  const { ecs, elb, route53, s3, dynamodb } = clientsOf(account);
  const [services, definitions, groups, rules, records, object, items] = await Promise.all([
    Promise.all(['prod', 'dev'].map((cluster) => listServices(ecs, cluster))),
    all(paginateListTaskDefinitions({ client: ecs }, { status: 'ACTIVE' }), (page) => page.taskDefinitionArns),
    all(paginateDescribeTargetGroups({ client: elb }, {}), (page) => page.TargetGroups),
    all(paginateDescribeRules({ client: elb }, { ListenerArn: seeded.listenerArn }), (page) => page.Rules),
    route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: seeded.fields.dynamic_zone_id })),
    readObject(s3, seeded.bucket),
    all(paginateScan({ client: dynamodb }, { TableName: table, ConsistentRead: true }), (page) => page.Items),
  ]);
  return {
    services: services.flat().toSorted(),
    taskDefinitions: definitions.toSorted(),
    settings: await listSettings(elb, groups),
    targetGroups: groups.map(({ TargetGroupName }) => TargetGroupName ?? '').toSorted(),
    rules: rules.map(({ Priority, Conditions }) => `${Priority} ${JSON.stringify(Conditions)}`).toSorted(),
    records: (records.ResourceRecordSets ?? []).map((record) => JSON.stringify(record)).toSorted(),
    object,
    items: items.map((item) => unmarshall(item) as EnvironmentItem),
  };
}

function clientsOf(account: Account): ReturnType<typeof createClients> {
  const known = clients.get(account) ?? createClients(account);
  clients.set(account, known);
  return known;
}

function createClients({ strict, seeded }: Account) {
  const [, , , , accountId = ''] = seeded.fields.master_alb_arn?.split(':') ?? [];
  const options = {
    endpoint: strict.url,
    region,
    credentials: strictCredentials(accountId, 'listing'),
    maxAttempts: 2,
  };
  return {
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    route53: new Route53Client(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(options),
  };
}

async function listServices(ecs: ECSClient, cluster: string): Promise<readonly string[]> {
  const serviceArns = await all(
    paginateListServices({ client: ecs }, { cluster, maxResults: 100 }),
    (page) => page.serviceArns,
  );
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

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

async function readObject(s3: S3Client, bucket: string): Promise<unknown> {
  const at = { Bucket: bucket, Key: 'endpoints.json' };
  const { Body, ContentType, CacheControl, Metadata } = await s3.send(new GetObjectCommand(at));
  const { TagSet } = await s3.send(new GetObjectTaggingCommand(at));
  return { text: await Body?.transformToString(), ContentType, CacheControl, Metadata, TagSet };
}

async function listSettings(
  elb: ElasticLoadBalancingV2Client,
  groups: readonly TargetGroup[],
): Promise<readonly string[]> {
  const lines = groups.map(async ({ TargetGroupArn, LoadBalancerArns: _, ...group }) => {
    const { Attributes = [] } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    const attributes = Attributes.map(({ Key, Value }) => `${Key}=${Value}`).toSorted();
    return `${JSON.stringify(group)} ${attributes.join(' ')}`;
  });
  return (await Promise.all(lines)).toSorted();
}
