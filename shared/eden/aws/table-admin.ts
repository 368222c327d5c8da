import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { bounded, callAws } from './call.ts';

/** What a table of this name is: ours, the Python CLI's 0.1.5, something else, or nothing. */
export type TableKind = 'eden' | 'version_0_1_5' | 'other' | 'missing';

/** Looks at a table's key. */
export async function inspectTable(client: DynamoDBClient, table: string): Promise<TableKind> {
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
}

/** Makes the table as version 0.2.0 of the Python CLI has it, and waits until it is there. */
export async function createEdenTable(client: DynamoDBClient, table: string): Promise<void> {
  await callAws({ action: 'dynamodb:CreateTable', resource: table }, async () => {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'type', AttributeType: 'S' },
          { AttributeName: 'name', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
          { AttributeName: 'last_updated', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'type', KeyType: 'HASH' },
          { AttributeName: 'name', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'kind_last_updated_gsi',
            KeySchema: [
              { AttributeName: 'kind', KeyType: 'HASH' },
              { AttributeName: 'last_updated', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
      bounded(),
    );
    await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 2 }, { TableName: table });
  });
}
