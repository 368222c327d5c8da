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
import { marshall } from '@aws-sdk/util-dynamodb';
import { allPages, type Bound, boundTo, callAws } from '../aws/call.ts';
import { readFields } from '../profile/fields.ts';
import type { PushedProfile, TableAdmin, TableKind } from './admin.ts';
import { readAttributes } from './attribute-calls.ts';
import { TABLE_SCHEMA } from './schema.ts';

const PROFILE_TYPE = '_profile';

/** Creates the calls on tables and pushed profiles. */
export function createTableAdmin(client: DynamoDBClient): TableAdmin {
  const bounded = boundTo();
  return { ...tableCalls(client, bounded), ...itemCalls(client, bounded), ...profileCalls(client, bounded) };
}

function tableCalls(client: DynamoDBClient, bounded: Bound): Pick<TableAdmin, 'inspect' | 'create'> {
  return {
    inspect: (table) =>
      callAws<TableKind>(
        { action: 'dynamodb:DescribeTable', resource: table },
        async () => {
          const { Table } = await client.send(new DescribeTableCommand({ TableName: table }), bounded());
          return kindOf((Table?.KeySchema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`));
        },
        ({ name }) => (name === 'ResourceNotFoundException' ? 'missing' : undefined),
      ),
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
  };
}

/** The kind of a table by its keys: `<attribute> HASH`, `<attribute> RANGE`. */
function kindOf(keys: readonly string[]): TableKind {
  if (keys.length === 0) return 'missing';
  if (keys.includes('env_name HASH')) return 'version_0_1_5';
  return keys.includes('type HASH') && keys.includes('name RANGE') ? 'eden' : 'other';
}

function itemCalls(client: DynamoDBClient, bounded: Bound): Pick<TableAdmin, 'scan' | 'putIfAbsent'> {
  return {
    scan: (table) =>
      callAws({ action: 'dynamodb:Scan', resource: table }, async () => {
        const pages = await allPages(paginateScan({ client }, { TableName: table, ConsistentRead: true }, bounded()));
        return pages.flatMap(({ Items }) => (Items ?? []).map(readAttributes));
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

function profileCalls(
  client: DynamoDBClient,
  bounded: Bound,
): Pick<TableAdmin, 'getProfile' | 'putProfile' | 'removeProfile'> {
  const keyOf = (name: string) => marshall({ type: PROFILE_TYPE, name });
  return {
    getProfile: (table, name) =>
      callAws<PushedProfile>({ action: 'dynamodb:GetItem', resource: `${table} profile ${name}` }, async () => {
        const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(name) }), bounded());
        const text: unknown = Item && readAttributes(Item).profile;
        if (typeof text !== 'string') return { status: 'missing' };
        const fields = readFields(text);
        return fields === undefined ? { status: 'unreadable' } : { status: 'found', fields };
      }),
    putProfile: async (table, name, fields) => {
      const item = { type: PROFILE_TYPE, name, kind: 'profile', profile: JSON.stringify(fields) };
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
