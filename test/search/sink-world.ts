import { createAdmitIndices } from '../../services/es-sink/admit-indices.ts';
import { createDeliver, type DeliverOptions } from '../../services/es-sink/deliver.ts';
import type { NewIndexCaps } from '../../services/es-sink/new-indices.ts';
import { ONLY_TARGET } from '../../shared/pipeline/outcome.ts';
import { createRetryOptions } from '../../shared/pipeline/retry/retry-options.ts';
import { type ContractWorld, createContractWorld } from '../../shared/pipeline/testing/contract-world.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import { uniquePrefix } from './engine-api.ts';

/** es-sink in a whole pipeline, its indices under a prefix of their own. */
export interface SinkWorld extends Pick<ContractWorld, 'advance' | 'invoke' | 'bucket' | 'lastLedger'> {
  readonly prefix: string;
  /** Bulk bodies, in the order they were sent, with the engine's answers. */
  readonly bulks: readonly { readonly body: string; readonly answer: unknown }[];
  /** Called before each bulk request, with its number from 1. */
  onBulk: (number: number) => void;
}

export interface SinkOptions
  extends Partial<Pick<DeliverOptions, 'limits' | 'concurrency' | 'naming' | 'inspectStreams'>> {
  readonly pickPaths?: readonly string[];
  readonly maxTries?: number;
  /** Caps of new indices; absent: none. */
  readonly caps?: NewIndexCaps;
  /** That of another sink, whose indices it shares. */
  readonly prefix?: string;
}

/** Builds es-sink against an engine: dead letters, progress table and clock are in memory, the rest is real. */
export function createSinkWorld(url: string, options: SinkOptions = {}): SinkWorld {
  const world = createContractWorld();
  const { caps, prefix = uniquePrefix(), pickPaths = [], ...more } = options;
  const bulks: { body: string; answer: unknown }[] = [];
  const client = createSearchClient({ url, auth: { type: 'none' }, timeoutMs: 20_000 });
  const call: CallSearch = async (request) => {
    if (request.path !== '/_bulk') return client(request);
    sink.onBulk(bulks.length + 1);
    const bulk = { body: String(request.body), answer: undefined as unknown };
    bulks.push(bulk);
    const answer = await client(request);
    bulk.answer = answer;
    return answer;
  };
  const { naming = { prefix, interval: 'day' } as const } = options;
  const countRefusedIndices = () => undefined;
  const deliver = createDeliver({
    call,
    naming,
    fields: world.settings.schema.fields,
    limits: { maxDocuments: 500, maxBytes: 5 * 1024 * 1024 },
    concurrency: 2,
    engineTimeoutMs: 10_000,
    indexHoldMs: 3_600_000,
    countUnknownRefusals: () => undefined,
    ...(caps === undefined ? {} : { admitIndices: createAdmitIndices({ call, naming, caps, countRefusedIndices }) }),
    ...more,
  });
  const { maxTries, ...pauses } = { ...createRetryOptions(options.maxTries ?? 2), untilDeadline: false };
  world.use({
    // Of any type: the contract's own whitelist has but one.
    pipeline: { deliver, maxTries, pauses, recall: 'onFailure', pickPaths, selectTargets: () => [ONLY_TARGET] },
    received: () => [],
    setFault: () => undefined,
  });
  const { invoke, advance, bucket, lastLedger } = world;
  const sink: SinkWorld = { prefix, bulks, onBulk: () => undefined, invoke, advance, bucket, lastLedger };
  return sink;
}

/** A log's JSON text; its day is 7 June 2024, as the contract world's clock wants it. */
export function logText(id: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ log_type: 'app', log_id: id, time: '2024-06-07T03:00:00Z', ...more });
}
