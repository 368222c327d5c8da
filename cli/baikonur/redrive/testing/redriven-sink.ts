import { gunzipSync } from 'node:zlib';
import { createObjectDeliver } from '../../../../services/s3-sink/deliver.ts';
import type { RedriveEvent } from '../../../../shared/pipeline/redrive/redrive-event.ts';
import { createContractWorld } from '../../../../shared/pipeline/testing/contract-world.ts';
import { type StageServer, startStageServer } from './stage-server.ts';

/** s3-sink as it is deployed, behind a server of the stage. */
export interface RedrivenSink {
  readonly server: StageServer;
  /** Logs of the archive by key of their object. */
  readonly archive: () => Readonly<Record<string, string>>;
  /** Writes of objects into the archive, those that replaced one included. */
  readonly puts: () => number;
  /** Events that the function answered. */
  readonly events: readonly RedriveEvent[];
}

const SETTINGS = {
  bucket: 'archive',
  prefix: 'logs',
  layout: 'baikonur',
  compression: { format: 'gzip', level: 1 },
  maxGroups: 500,
} as const;

/** Starts the server; its dead letters and archive are empty. @param now of what is written, epoch milliseconds */
export async function startRedrivenSink(now: () => number): Promise<RedrivenSink> {
  const server = await startStageServer(now);
  const world = createContractWorld();
  const objects = new Map<string, Buffer>();
  const events: RedriveEvent[] = [];
  let puts = 0;
  const deliver = createObjectDeliver(async ({ key, body }) => {
    puts++;
    objects.set(key, body);
  }, SETTINGS);
  world.use({ pipeline: { deliver }, received: () => [], setFault: () => undefined });
  server.invoke = async (_name, payload) => {
    const event: RedriveEvent = JSON.parse(payload);
    const { records, target, generation } = event;
    const outcomes = await world.redrive(records, { target, generation });
    events.push(event);
    for (const [key, body] of world.bucket.objects) server.objects.set(key, { body, writtenAtMs: now() });
    return { payload: { form: event.form, outcomes } };
  };
  const archive = () =>
    Object.fromEntries([...objects].sort().map(([key, body]) => [key, gunzipSync(body).toString()] as const));
  return { server, archive, puts: () => puts, events };
}
