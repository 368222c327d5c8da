import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { allPages, type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenState, Taken } from '../aws/ports.ts';
import {
  type EnvironmentItem,
  type ItemKey,
  type ItemPatch,
  LEASE_ATTRIBUTES,
  MAX_LEASE_MS,
} from '../environment/item.ts';
import { readItem } from '../environment/read-item.ts';
import { readAttributes } from './attribute-calls.ts';
import { retryConflicts } from './conflict-calls.ts';

type ItemPorts = EdenState & Pick<EdenReads, 'getItem' | 'scanEnvironments'>;

const MARSHALL_OPTIONS = { removeUndefinedValues: true };
const IS_OWN_RUN = '#run_id = :own_run';

interface ItemCall {
  readonly table: string;
  readonly key: ItemKey;
  readonly bounded: Bound;
}

type Lease = Parameters<EdenState['takeItem']>[1];

/** Creates the calls on the environments' items. */
export function createItemPorts(dynamo: DynamoDBClient, table: string, bounded: Bound): ItemPorts {
  const client = retryConflicts(dynamo);
  return {
    takeItem: (key, lease, patch) => takeItem(client, { table, key, bounded }, takeRequest(lease, patch)),
    ...fencedWrites(client, table, bounded),
    writeItems: (writes) => writeAll(client, { table, bounded }, writes),
    ...itemReads(client, table, bounded),
  };
}

function takeItem(
  client: DynamoDBClient,
  { table, key, bounded }: ItemCall,
  request: Partial<UpdateItemCommandInput>,
): Promise<Taken> {
  return callAws<Taken>(
    { action: 'dynamodb:UpdateItem', resource: resourceOf(table, key) },
    async () => {
      const command = new UpdateItemCommand({ TableName: table, Key: marshall(key), ...request });
      const { Attributes } = await client.send(command, bounded());
      return { status: 'taken', before: Attributes && toItem(Attributes) };
    },
    ({ error }) => {
      if (!(error instanceof ConditionalCheckFailedException)) return undefined;
      return error.Item === undefined ? { status: 'missing' } : { status: 'held', item: toItem(error.Item) };
    },
  );
}

function resourceOf(table: string, { type, name }: ItemKey): string {
  return `${table} ${type}/${name}`;
}

function toItem(raw: Parameters<typeof readAttributes>[0]): EnvironmentItem {
  return readItem(readAttributes(raw));
}

/** Takes an item that is free, run out, leased for longer than any lease lasts, or this run's own already (a retry whose answer was lost). */
function takeRequest(lease: Lease, patch: ItemPatch): Partial<UpdateItemCommandInput> {
  const set = { ...patch.set, run_id: lease.runId, lease_holder: lease.holder, lease_until: lease.untilMs };
  const farMs = lease.nowMs + MAX_LEASE_MS;
  const values = { ':now': lease.nowMs, ':far': farMs, ':number': 'N', ':own_run': lease.runId, ':empty': {} };
  const request = expression({ set }, values);
  const isNoLease = 'attribute_not_exists(#lease_until) OR NOT attribute_type(#lease_until, :number)';
  const isFree = `${isNoLease} OR #lease_until < :now OR #lease_until > :far OR ${IS_OWN_RUN}`;
  return {
    ...request,
    UpdateExpression: `${request.UpdateExpression}, #journal = if_not_exists(#journal, :empty)`,
    ExpressionAttributeNames: {
      ...request.ExpressionAttributeNames,
      '#journal': 'journal',
      ...(!lease.mayCreate && { '#name': 'name' }),
    },
    ConditionExpression: lease.mayCreate ? isFree : `attribute_exists(#name) AND (${isFree})`,
    ReturnValues: 'ALL_OLD',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** SET and REMOVE of a patch; `journal.<step>` becomes a path. */
function expression(patch: ItemPatch, values: Readonly<Record<string, unknown>>): Partial<UpdateItemCommandInput> {
  const names: Record<string, string> = { '#run_id': 'run_id' };
  const path = (attribute: string): string =>
    attribute
      .split('.')
      .map((part) => {
        names[`#${part}`] = part;
        return `#${part}`;
      })
      .join('.');
  const entries = Object.entries(patch.set).filter(([, value]) => value !== undefined);
  const sets = entries.map(([attribute], index) => `${path(attribute)} = :v${index}`);
  const set = sets.length > 0 ? `SET ${sets.join(', ')}` : '';
  const remove = (patch.remove ?? []).length > 0 ? `REMOVE ${(patch.remove ?? []).map(path).join(', ')}` : '';
  const all = { ...values, ...Object.fromEntries(entries.map(([, value], index) => [`:v${index}`, value])) };
  return {
    UpdateExpression: [set, remove].filter((part) => part !== '').join(' '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(all, MARSHALL_OPTIONS),
  };
}

/** Which of the writes of a transaction that was cancelled had lost its lease. @see API_TransactWriteItems, CancellationReasons */
function writeAll(
  client: DynamoDBClient,
  { table, bounded }: Pick<ItemCall, 'table' | 'bounded'>,
  writes: Parameters<EdenState['writeItems']>[0],
): Promise<readonly ('written' | 'lost')[]> {
  const TransactItems = writes.map(({ key, runId, patch }) => {
    const { UpdateExpression = '', ...names } = expression(patch, { ':own_run': runId });
    return {
      Update: { TableName: table, Key: marshall(key), UpdateExpression, ConditionExpression: IS_OWN_RUN, ...names },
    };
  });
  return callAws(
    { action: 'dynamodb:TransactWriteItems', resource: writes.map(({ key }) => resourceOf(table, key)).join(', ') },
    async () => {
      await client.send(new TransactWriteItemsCommand({ TransactItems }), bounded());
      return writes.map(() => 'written' as const);
    },
    ({ error }) => {
      if (!(error instanceof TransactionCanceledException)) return undefined;
      const reasons = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (!reasons.includes('ConditionalCheckFailed')) return undefined;
      return reasons.map((code) => (code === 'ConditionalCheckFailed' ? ('lost' as const) : ('written' as const)));
    },
  );
}

function fencedWrites(
  client: DynamoDBClient,
  table: string,
  bounded: Bound,
): Pick<ItemPorts, 'writeItem' | 'unlockItem' | 'deleteItem'> {
  /** Sends a conditional update; false when the condition does not hold. */
  const update = (key: ItemKey, request: Partial<UpdateItemCommandInput>): Promise<boolean> =>
    callAws(
      { action: 'dynamodb:UpdateItem', resource: resourceOf(table, key) },
      async () => {
        await client.send(new UpdateItemCommand({ TableName: table, Key: marshall(key), ...request }), bounded());
        return true;
      },
      ({ name }) => (name === 'ConditionalCheckFailedException' ? false : undefined),
    );
  return {
    writeItem: async (key, runId, patch) => {
      const request = { ...expression(patch, { ':own_run': runId }), ConditionExpression: IS_OWN_RUN };
      return (await update(key, request)) ? 'written' : 'lost';
    },
    unlockItem: async (key, runId) => {
      const patch = { set: { run_id: runId }, remove: LEASE_ATTRIBUTES };
      const request = { ...expression(patch, {}), ConditionExpression: 'attribute_exists(#run_id)' };
      return (await update(key, request)) ? 'written' : 'missing';
    },
    deleteItem: (key, runId) =>
      callAws<'deleted' | 'lost'>(
        { action: 'dynamodb:DeleteItem', resource: resourceOf(table, key) },
        async () => {
          const condition = runId !== undefined && {
            ConditionExpression: `attribute_not_exists(#name) OR ${IS_OWN_RUN}`,
            ExpressionAttributeNames: { '#name': 'name', '#run_id': 'run_id' },
            ExpressionAttributeValues: marshall({ ':own_run': runId }),
          };
          await client.send(new DeleteItemCommand({ TableName: table, Key: marshall(key), ...condition }), bounded());
          return 'deleted';
        },
        ({ name }) => (name === 'ConditionalCheckFailedException' ? 'lost' : undefined),
      ),
  };
}

function itemReads(
  client: DynamoDBClient,
  table: string,
  bounded: Bound,
): Pick<ItemPorts, 'getItem' | 'scanEnvironments'> {
  return {
    getItem: (key) =>
      callAws({ action: 'dynamodb:GetItem', resource: resourceOf(table, key) }, async () => {
        const input = { TableName: table, Key: marshall(key), ConsistentRead: true };
        const { Item } = await client.send(new GetItemCommand(input), bounded());
        return Item && toItem(Item);
      }),
    scanEnvironments: () =>
      callAws({ action: 'dynamodb:Scan', resource: table }, async () => {
        const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true }, bounded());
        const items = (await allPages(pages)).flatMap(({ Items }) => (Items ?? []).map(toItem));
        return items.filter(({ type }) => !type.startsWith('_'));
      }),
  };
}
