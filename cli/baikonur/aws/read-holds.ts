import { buffer } from 'node:stream/consumers';
import { type DynamoDBClient, ResourceNotFoundException, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import type { Hold } from '../../../shared/pipeline/progress/plan-progress.ts';
import { parseProgressKey } from '../../../shared/pipeline/progress/progress-key.ts';
import { decodePointer, decodeRowState } from '../../../shared/pipeline/progress/row-state.ts';

/** A progress row of a held shard. */
export interface HeldRow extends Hold {
  /** Name on AWS. */
  readonly function: string;
  readonly streamArn: string;
  readonly shard: string;
  readonly error: string;
}

/** Where the rows are, and the objects of rows that are too large for the table. */
interface HoldsOptions {
  readonly dynamo: DynamoDBClient;
  readonly open: OpenObject;
  readonly table: string;
  readonly bucket: string;
  readonly nowMs: number;
}

type Item = Readonly<Record<string, { readonly S?: string; readonly B?: Uint8Array; readonly N?: string }>>;

/** Rows of the progress table that tell a hold; the table has a row only where a shard was held. `undefined`: it is gone. */
export async function readHolds(options: HoldsOptions): Promise<readonly HeldRow[] | undefined> {
  const { dynamo, table, nowMs } = options;
  const rows: HeldRow[] = [];
  let start: Record<string, never> | undefined;
  try {
    do {
      const page = await dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
      // The table's attributes are texts, numbers and bytes.
      const items = (page.Items ?? []) as readonly Item[];
      const alive = items.filter((item) => Number(item['expiresAt']?.N ?? 0) * 1000 > nowMs);
      for (const item of alive) rows.push(...(await readRow(item, options)));
      // Handed back as it came.
      start = page.LastEvaluatedKey as typeof start;
    } while (start !== undefined);
    return rows;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function readRow(item: Item, { open, bucket }: HoldsOptions): Promise<readonly HeldRow[]> {
  const own = Buffer.from(item['state']?.B ?? []);
  const key = decodePointer(own);
  const body = key === undefined ? undefined : await open({ bucket, key });
  if (key !== undefined && body === undefined) return [];
  const { hold, error } = decodeRowState(body === undefined ? own : await buffer(body));
  return hold === undefined ? [] : [{ ...parseProgressKey(item['lane']?.S ?? ''), error, ...hold }];
}
