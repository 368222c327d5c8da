import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { ProgressRow, ProgressTable } from '../pipeline/ports.ts';
import { callAwsRepeatable } from './call.ts';

type Item = Record<string, AttributeValue>;

/**
 * The progress table on DynamoDB: hash key `lane` (S, the progress key), range key `checkpoint` (S), `last` (S), `state` (B) and
 * `expiresAt` (N, its time-to-live attribute). Padded sequence numbers compare as text.
 * @param options.timeoutMs for one request (a page of a query), default 1 s: without the table delivery goes on.
 */
export function createProgressTable(client: DynamoDBClient, table: string, { timeoutMs = 1_000 } = {}): ProgressTable {
  const about = (operation: string) => ({ operation: `DynamoDB ${operation}`, target: table, timeoutMs });
  return {
    query: async ({ progressKey, first, last }) => {
      const rows: ProgressRow[] = [];
      let start: Item | undefined;
      do {
        const command = toQuery(table, { progressKey, first, last }, start);
        const page = await callAwsRepeatable((abortSignal) => client.send(command, { abortSignal }), about('Query'));
        rows.push(...(page.Items ?? []).map(toRow));
        start = page.LastEvaluatedKey;
      } while (start);
      return rows;
    },
    put: async (row) => {
      const command = new PutItemCommand({ TableName: table, Item: toItem(row) });
      await callAwsRepeatable((abortSignal) => client.send(command, { abortSignal }), about('PutItem'));
    },
    remove: async ({ progressKey, checkpoint }) => {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: { lane: { S: progressKey }, checkpoint: { S: checkpoint } },
      });
      await callAwsRepeatable((abortSignal) => client.send(command, { abortSignal }), about('DeleteItem'));
    },
  };
}

/** A row touches `[first, last]` when it starts at or before `last` and ends at or after `first`. */
function toQuery(
  table: string,
  { progressKey, first, last }: Parameters<ProgressTable['query']>[0],
  start: Item | undefined,
): QueryCommand {
  return new QueryCommand({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'lane = :lane AND checkpoint <= :last',
    FilterExpression: '#last >= :first',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':lane': { S: progressKey }, ':first': { S: first }, ':last': { S: last } },
    ExclusiveStartKey: start,
  });
}

function toRow(item: Item): ProgressRow {
  return {
    progressKey: item['lane']?.S ?? '',
    checkpoint: item['checkpoint']?.S ?? '',
    last: item['last']?.S ?? '',
    state: Buffer.from(item['state']?.B ?? []),
    expiresAt: Number(item['expiresAt']?.N ?? 0),
  };
}

function toItem(row: ProgressRow): Item {
  return {
    lane: { S: row.progressKey },
    checkpoint: { S: row.checkpoint },
    last: { S: row.last },
    state: { B: row.state },
    expiresAt: { N: String(row.expiresAt) },
  };
}
