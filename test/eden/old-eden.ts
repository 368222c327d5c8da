import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Account, region } from './world.ts';

/** Writes an item as it stands, whoever's it is. */
export async function putItem(account: Account, table: string, item: Readonly<Record<string, unknown>>): Promise<void> {
  await new DynamoDBClient(optionsOf(account)).send(new PutItemCommand({ TableName: table, Item: marshall(item) }));
}

function optionsOf({ strict, seeded }: Account) {
  return {
    endpoint: strict.url,
    region,
    credentials: strictCredentials(seeded.fields.master_alb_arn?.split(':')[4] ?? '', 'old-eden'),
    maxAttempts: 1,
  };
}

/** A table as the Python CLI 0.1.5 makes it. */
export async function createTableOf015(account: Account, table: string): Promise<void> {
  await new DynamoDBClient(optionsOf(account)).send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'env_name', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'env_name', KeyType: 'HASH' }],
    }),
  );
}

/** Makes an environment's resources as the Python eden did: no tags, a CNAME, underscores kept in the family and the host alone. */
export async function makeOldEnvironment(account: Account, short: string): Promise<string> {
  const resource = `dev-dynamic-${short}`;
  const host = `api-${short}.dev.example.com`;
  const targetGroupArn = await makeTargetGroup(account, resource, { host, priority: 40_000 + short.length });
  await makeService(account, resource, targetGroupArn);
  await makeRecord(account, host);
  await addEntry(account, { env: 'dev', name: resource, api_endpoint: host });
  return host;
}

/** A target group and the rule that forwards to it; the group's ARN. */
async function makeTargetGroup(
  account: Account,
  resource: string,
  rule: { readonly host: string; readonly priority: number },
): Promise<string> {
  const elb = new ElasticLoadBalancingV2Client(optionsOf(account));
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({
      Name: resource.replaceAll('_', '-'),
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: account.seeded.vpcId,
      TargetType: 'ip',
    }),
  );
  const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: account.seeded.listenerArn,
      Priority: rule.priority,
      Conditions: [{ Field: 'host-header', Values: [rule.host] }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  return targetGroupArn;
}

async function makeService(account: Account, resource: string, targetGroupArn: string): Promise<void> {
  const ecs = new ECSClient(optionsOf(account));
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: resource,
      containerDefinitions: [{ name: 'api', image: 'x', memory: 128 }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'dev',
      serviceName: resource.replaceAll('_', '-'),
      taskDefinition: taskDefinition?.taskDefinitionArn,
      desiredCount: 1,
      launchType: 'EC2',
      loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }],
    }),
  );
}

async function makeRecord(account: Account, host: string): Promise<void> {
  const record = {
    Name: host,
    Type: 'CNAME' as const,
    TTL: 300,
    ResourceRecords: [{ Value: 'dev-alb-common-1.us-east-1.elb.amazonaws.com' }],
  };
  await new Route53Client(optionsOf(account)).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: account.seeded.fields.dynamic_zone_id,
      ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] },
    }),
  );
}

async function addEntry(account: Account, entry: Readonly<Record<string, string>>): Promise<void> {
  const s3 = new S3Client({ ...optionsOf(account), forcePathStyle: true });
  const at = { Bucket: account.seeded.bucket, Key: 'endpoints.json' };
  const { Body, ContentType, CacheControl, Metadata } = await s3.send(new GetObjectCommand(at));
  const file = JSON.parse((await Body?.transformToString()) ?? '');
  file.environments.push(entry);
  const text = `${JSON.stringify(file, null, 4)}\n`;
  await s3.send(
    new PutObjectCommand({ ...at, Body: text, ContentType, CacheControl, Metadata, Tagging: 'cost=shared' }),
  );
}
