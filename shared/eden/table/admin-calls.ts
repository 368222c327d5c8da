import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { allPages, type Bound, boundTo, callAws } from '../aws/call.ts';
import type { ProfileFields } from '../profile/profile.ts';
import type { TableAdmin } from './admin.ts';
import { TABLE_SCHEMA } from './schema.ts';

const profileType = '_profile';

/** Table and profiles on DynamoDB. */
export function createTableAdmin(client: DynamoDBClient): TableAdmin {
  const bounded = boundTo();
  return { ...tablePorts(client, bounded), ...profilePorts(client, bounded) };
}

function tablePorts(
  client: DynamoDBClient,
  bounded: Bound,
): Pick<TableAdmin, 'inspect' | 'create' | 'scan' | 'putIfAbsent'> {
  return {
    inspect: async (table) => {
      const keys = await callAws<readonly string[]>(
        { action: 'dynamodb:DescribeTable', resource: table },
        async () => {
          const { Table } = await client.send(new DescribeTableCommand({ TableName: table }), bounded());
          return (Table?.KeySchema ?? []).map(({ AttributeName = '', KeyType = '' }) => `${AttributeName} ${KeyType}`);
        },
        ({ name }) => (name === 'ResourceNotFoundException' ? [] : undefined),
      );
      if (keys.length === 0) return 'missing';
      if (keys.includes('env_name HASH')) return 'version_0_1_5';
      return keys.includes('type HASH') && keys.includes('name RANGE') ? 'eden' : 'other';
    },
    create: async (table) => {
      await callAws({ action: 'dynamodb:CreateTable', resource: table }, async () => {
        const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = structuredClone(TABLE_SCHEMA);
        const input = { TableName: table, KeySchema: [...KeySchema], AttributeDefinitions: [...AttributeDefinitions] };
        const indexes = GlobalSecondaryIndexes.map((index) => ({ ...index, KeySchema: [...index.KeySchema] }));
        await client.send(
          new CreateTableCommand({ ...input, BillingMode, GlobalSecondaryIndexes: indexes }),
          bounded(),
        );
        await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 2 }, { TableName: table });
      });
    },
    scan: (table) =>
      callAws({ action: 'dynamodb:Scan', resource: table }, async () => {
        const pages = await allPages(paginateScan({ client }, { TableName: table, ConsistentRead: true }, bounded()));
        return pages.flatMap(({ Items }) => (Items ?? []).map((item) => unmarshall(item)));
      }),
    putIfAbsent: (table, item) =>
      callAws<'written' | 'exists'>(
        { action: 'dynamodb:PutItem', resource: table },
        async () => {
          const condition = {
            ConditionExpression: 'attribute_not_exists(#n)',
            ExpressionAttributeNames: { '#n': 'name' },
          };
          const input = { TableName: table, Item: marshall(item, { removeUndefinedValues: true }), ...condition };
          await client.send(new PutItemCommand(input), bounded());
          return 'written';
        },
        ({ name }) => (name === 'ConditionalCheckFailedException' ? 'exists' : undefined),
      ),
  };
}

function profilePorts(
  client: DynamoDBClient,
  bounded: Bound,
): Pick<TableAdmin, 'getProfile' | 'putProfile' | 'removeProfile'> {
  const keyOf = (name: string) => marshall({ type: profileType, name });
  return {
    getProfile: (table, name) =>
      callAws({ action: 'dynamodb:GetItem', resource: `${table} profile ${name}` }, async () => {
        const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(name) }), bounded());
        const text: unknown = Item && unmarshall(Item).profile;
        return typeof text === 'string' ? readFields(text) : undefined;
      }),
    putProfile: async (table, name, fields) => {
      const item = { type: profileType, name, kind: 'profile', profile: JSON.stringify(fields) };
      await callAws({ action: 'dynamodb:PutItem', resource: `${table} profile ${name}` }, () =>
        client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }), bounded()),
      );
    },
    removeProfile: async (table, name) => {
      await callAws({ action: 'dynamodb:DeleteItem', resource: `${table} profile ${name}` }, () =>
        client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(name) }), bounded()),
      );
    },
  };
}

/**
 * A pushed profile's fields; what people put there by hand may hold numbers.
 * @throws {SyntaxError} when it is no JSON object.
 */
function readFields(text: string): ProfileFields {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('it is no JSON object');
  const given = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(given.map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]));
}
