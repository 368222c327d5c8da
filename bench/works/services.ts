import { parseConfig as parseEsConfig } from '../../services/es-sink/config.ts';
import { createDeliver as createEsDeliver } from '../../services/es-sink/deliver.ts';
import { parseConfig as parseFluentConfig } from '../../services/fluent-sink/config.ts';
import { createDeliver as createFluentDeliver } from '../../services/fluent-sink/deliver.ts';
import { frameChunk } from '../../services/fluent-sink/request.ts';
import { parseConfig as parseForwarderConfig } from '../../services/forwarders/config.ts';
import { createTarget } from '../../services/forwarders/target.ts';
import { parseConfig as parseRouterConfig } from '../../services/router/config.ts';
import { createRouteDeliver } from '../../services/router/deliver.ts';
import { compileRoutes } from '../../services/router/routes.ts';
import { createTargets } from '../../services/router/targets.ts';
import { parseConfig as parseS3Config } from '../../services/s3-sink/config.ts';
import { createObjectDeliver } from '../../services/s3-sink/deliver.ts';
import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import type { PutRecords } from '../../shared/pipeline/ports.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import type { Env } from '../../shared/settings/env-reader.ts';
import { createDecodeRun } from './decode-run.ts';
import { createPipelineRun, REQUIRED_ENV } from './pipeline-run.ts';
import type { Run, Send, WorkName } from './work.ts';

/** Two overlapping kinds of route: by type, and by a value in the log. */
const ROUTES = [
  { name: 'web', types: ['access', 'metrics'], target: 'kinesis:web' },
  { name: 'business', types: ['app', 'auth', 'payment', 'audit'], target: 'kinesis:business' },
  { name: 'errors', types: ['*'], where: { path: 'level', equals: 'ERROR' }, target: 'kinesis:errors' },
];

const OK = { status: 'ok' } as const;
const CREATED = { create: { _index: 'app-20240607', status: 201 } };

/** How each work is put together; what would leave for a destination goes to `send`. */
export const WORKS: Readonly<Record<WorkName, (send: Send) => Run>> = {
  's3-sink': s3Sink({}),
  's3-sink-zstd': s3Sink({ S3_COMPRESSION: 'zstd' }),
  'decode-validate-group': createDecodeRun,
  forwarders: forwarder({}),
  'forwarders-aggregated': forwarder({ AGGREGATE: 'true' }),
  router,
  'es-sink': (send) => createEsRun(send, countOnce()),
  'fluent-sink-message': fluentSink('message', false),
  'fluent-sink-message-gzip': fluentSink('message', true),
  'fluent-sink-json': fluentSink('json', false),
  'fluent-sink-json-gzip': fluentSink('json', true),
};

function s3Sink(env: Env): (send: Send) => Run {
  return (send) => {
    const { common, objects } = parseS3Config({ ...REQUIRED_ENV, LOG_S3_BUCKET: 'archive', ...env });
    return createPipelineRun(common, { deliver: createObjectDeliver(async ({ body }) => send(body), objects) });
  };
}

function forwarder(env: Env): (send: Send) => Run {
  return (send) => {
    const config = parseForwarderConfig({ ...REQUIRED_ENV, TARGET_STREAM_NAME: 'out', ...env });
    const putRecords = putRecordsTo(send);
    const target = createTarget(config, { putRecords, putRecordBatch: putRecords, random: Math.random });
    return createPipelineRun(config.common, { deliver: (logs, context) => putToTarget(target, logs, context) });
  };
}

function putRecordsTo(send: Send): PutRecords {
  return async ({ records }) => {
    send(records);
    return records.map(() => OK);
  };
}

function router(send: Send): Run {
  const { common, routes, partitionKey } = parseRouterConfig({ ...REQUIRED_ENV, ROUTES: JSON.stringify(ROUTES) });
  const putRecords = putRecordsTo(send);
  const key = createPartitionKey(partitionKey, Math.random);
  const targets = createTargets(routes, { putRecords, putRecordBatch: putRecords, partitionKey: key });
  return createPipelineRun(common, { deliver: createRouteDeliver(targets), ...compileRoutes(routes) });
}

/** @param countItems documents in a bulk body. */
export function createEsRun(send: Send, countItems: (body: Buffer) => number): Run {
  const { common, ...indexing } = parseEsConfig({ ...REQUIRED_ENV, ES_HOST: 'https://search.example' });
  const call = createEngine(send, countItems);
  const deliver = createEsDeliver({ ...indexing, call, countUnknownRefusals: () => undefined });
  return createPipelineRun(common, { deliver, recall: 'onFailure' });
}

/** Says of every document that it was created. */
function createEngine(send: Send, countItems: (body: Buffer) => number): CallSearch {
  return async ({ body }) => {
    if (!Buffer.isBuffer(body)) throw new TypeError('expected a bulk body');
    send(body);
    const items = new Array(countItems(body)).fill(CREATED);
    return { status: 'answered', httpStatus: 200, body: { errors: false, items } };
  };
}

/** Bodies of one length are counted once: counting is not the sink's work. */
function countOnce(): (body: Buffer) => number {
  const counts = new Map<number, number>();
  return (body) => {
    const count = counts.get(body.length) ?? countDocuments(body);
    counts.set(body.length, count);
    return count;
  };
}

/** An action and a document, each a line. */
export function countDocuments(body: Buffer): number {
  let lines = 0;
  for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) lines++;
  return lines / 2;
}

function fluentSink(record: 'message' | 'json', gzip: boolean) {
  return (send: Send): Run => {
    const { common, chunks, forward } = parseFluentConfig({
      ...REQUIRED_ENV,
      LOG_FLUENT_SINK_ENDPOINT: 'fluent.example',
      LOG_FLUENT_TAG: 'bench',
      FLUENT_RECORD: record,
      FLUENT_GZIP: String(gzip),
    });
    const deliver = createFluentDeliver({
      chunks,
      requireAck: forward.requireAck,
      countUnconfirmed: () => undefined,
      send: async (cut) => {
        for (const chunk of cut) for (const part of frameChunk(chunk, forward)) send(part);
        return {
          confirmed: new Map(cut.map((chunk) => [chunk, 'receiver'])),
          refused: new Map(),
          tried: true,
          failures: [],
        };
      },
    });
    return createPipelineRun(common, { deliver });
  };
}
