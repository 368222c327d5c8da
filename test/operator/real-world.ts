import { mkdtempSync, writeFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FluentReceiver } from '../../local/fluent-receivers/receiver.ts';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import type { DestinationContents } from '../../local/ledger/destination-contents.ts';
import { type ConfigEdit, writeConfig } from '../../local/search/search-config.ts';
import { createLocalClients, type LocalClients } from '../../local/stack/aws-clients.ts';
import { deployAll } from '../../local/stack/deploy.ts';
import { startStack, stopStack } from '../../local/stack/up.ts';
import { eventually } from '../integration/eventually.ts';
import { type OperatedStack, operateStack } from '../integration/operated-stack.ts';
import { createEngineApi, type EngineApi } from '../search/engine-api.ts';
import { type Choice, startChosen, type TestedEngine } from '../search/engine-under-test.ts';

/** Services that are deployed. */
export const SERVICES = new Set(['router', 's3-sink', 'es-sink', 'fluent-sink', 'operator']);
/** Time of the logs. */
export const TIME = '2026-11-20T10:00:00Z';
/** `INDEX_NAME_PREFIX` of es-sink. */
export const PREFIX = 'logs';

/** es-sink and fluent-sink beside what is shipped, each with a stream and a route of its own, and operator. */
export function sinkEdits(engineUrl: string, receiver: string): readonly ConfigEdit[] {
  const sink = (name: string, stream: string, environment: object): readonly ConfigEdit[] => [
    ['streams.yml', ['streams', stream], { description: `Read by ${name}` }],
    ['routes.yml', ['routes', '+'], { name: stream, types: [`${stream}*`], target: `kinesis:${stream}` }],
    ['sinks.yml', ['sinks', name], { source: stream, whitelist: ['*'], environment }],
  ];
  return [
    ['stages/local.yml', ['operator'], { concurrency: 2 }],
    ...sink('es-sink', 'search', { ES_HOST: engineUrl, ES_AUTH: 'none', INDEX_NAME_PREFIX: PREFIX }),
    ...sink('fluent-sink', 'fluent', { LOG_FLUENT_SINK_ENDPOINT: receiver, LOG_FLUENT_TAG: 'test' }),
  ];
}

/** Everything that is real here; the receiver is replaced when it was away. */
export interface World {
  readonly folder: string;
  readonly engine: TestedEngine;
  readonly api: EngineApi;
  receiver: FluentReceiver;
  readonly stack: OperatedStack;
  readonly clients: LocalClients;
  readonly stop: () => Promise<void>;
}

/** Starts engine, receiver and local AWS, and deploys to it. */
export async function startWorld(choice: Exclude<Choice, { status: 'leaveOut' }>): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'operator-'));
  const stateDirectory = join(folder, 'state');
  const { AWS_ENDPOINT_URL: _, ...machine } = process.env;
  const tell = (line: string): void => void writeSync(2, `operator: ${line}\n`);
  const engine = await startChosen(choice, {});
  const receiver = await startFluentServer({ directory: folder });
  const root = join(folder, 'with-sinks');
  await writeConfig(root, sinkEdits(engine.url, receiver.endpoint));
  const { connection } = await startStack({ stateDirectory, region: 'us-east-1', machine, tell, endsWithUs: true });
  await deployAll(connection, machine, tell, { configRoot: root, only: SERVICES, temporary: folder });
  const clients = createLocalClients(connection);
  const stack = operateStack(connection, clients, root);
  const world: World = { folder, engine, api: createEngineApi(engine.url), receiver, stack, clients, stop };
  return world;

  async function stop(): Promise<void> {
    clients.close();
    await stopStack(stateDirectory);
    await Promise.all([engine.stop(), world.receiver.stop('SIGKILL')]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** An `--edit` that sets members of a log. */
export function editFile({ folder }: World, members: object): string {
  const file = join(folder, `edit-${Object.keys(members).join('-')}.mjs`);
  writeFileSync(file, `export default (log) => ({ ...log, ...${JSON.stringify(members)} });\n`);
  return file;
}

/** Documents by `index/_id`, once there are so many. */
export async function documents(
  { api }: World,
  prefix: string,
  count: number,
): Promise<Readonly<Record<string, unknown>>> {
  const found = await eventually(async () => {
    const now = await api.documents(prefix);
    return now.size === count ? now : undefined;
  }, 90_000);
  return Object.fromEntries([...found].sort());
}

/** Messages that the receiver has, sorted. */
export async function messages({ receiver }: World): Promise<readonly string[]> {
  return (await receiver.received()).map(({ record }) => String(record['message'])).sort();
}

/** A log as it is sent. */
export function log(type: string, id: string, more: object): string {
  return JSON.stringify({ log_type: type, log_id: id, time: TIME, ...more });
}

/** Logs of a type in the archive. */
export function archived({ archive }: DestinationContents, type: string): number {
  const mark = `"log_type":"${type}"`;
  return archive.flatMap(({ lines }) => lines.map(String)).filter((line) => line.includes(mark)).length;
}
