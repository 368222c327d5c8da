import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { type RunnerStatus, readStatus } from '../event-source/status.ts';
import { createLocalClients, type LocalClients } from './aws-clients.ts';
import type { Connection } from './connection.ts';
import { runnerFiles, type StackState } from './stack-state.ts';

/** How to reach the local AWS, and the names of everything on it. */
export interface StackDescription extends Connection {
  readonly streams: readonly string[];
  readonly buckets: readonly string[];
  readonly tables: readonly string[];
  readonly functions: readonly string[];
  readonly eventSources: RunnerStatus;
  /** Logs of the local AWS and of the runner. */
  readonly directory: string;
}

/** Asks the local AWS what it holds. @throws the SDK's error when it does not answer */
export async function describeStack({ connection, directory }: StackState): Promise<StackDescription> {
  const clients = createLocalClients(connection);
  try {
    const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
    const eventSources = await readStatus(runnerFiles(directory).status);
    return {
      ...connection,
      streams: await listStreams(clients),
      buckets: Buckets.flatMap(({ Name }) => Name ?? []),
      tables: await listTables(connection),
      functions: await listFunctions(clients),
      eventSources: eventSources ?? { mappings: [], subscriptions: [] },
      directory,
    };
  } finally {
    clients.close();
  }
}

async function listStreams({ kinesis }: LocalClients): Promise<string[]> {
  const names: string[] = [];
  for (let more = true; more; ) {
    const after = names.at(-1);
    const page = await kinesis.send(new ListStreamsCommand(after ? { ExclusiveStartStreamName: after } : {}));
    names.push(...(page.StreamNames ?? []));
    more = page.HasMoreStreams === true;
  }
  return names;
}

async function listTables({ endpoint, region, accessKeyId, secretAccessKey }: Connection): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const names: string[] = [];
  for await (const page of paginateListTables({ client }, {})) names.push(...(page.TableNames ?? []));
  client.destroy();
  return names;
}

async function listFunctions({ lambda }: LocalClients): Promise<string[]> {
  const names: string[] = [];
  for await (const page of paginateListFunctions({ client: lambda }, {})) {
    names.push(...(page.Functions ?? []).flatMap(({ FunctionName }) => FunctionName ?? []));
  }
  return names;
}
