import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import { type Load, sumOf } from './workload.ts';

/** An event of Lambda has at most 6 MB; a record in it is base64 and about 500 bytes of names. */
const EVENT_BYTES = 6 * 1024 ** 2;
const RECORD_FRAME_BYTES = 500;

/** A function's stream, as far as its batches are concerned. */
export interface BatchLoad {
  readonly fn: Pick<StreamFunction, 'settings'>;
  readonly loads: readonly Load[];
  readonly shards: number;
}

/** How often a function runs, and with how many records; `limit`: what ends its batches. */
export function batchesOf({ fn, loads, shards }: BatchLoad) {
  const { recordsPerSecond, bytesPerSecond } = sumOf(loads);
  if (recordsPerSecond === 0) return { perSecond: 0, records: 0, limit: 'nothing arrives' };
  const { batchSize, batchWindowSeconds, parallelization } = fn.settings;
  const perWorker = recordsPerSecond / (shards * parallelization);
  const recordBytes = ((bytesPerSecond / recordsPerSecond) * 4) / 3 + RECORD_FRAME_BYTES;
  const limits = [
    { records: batchSize, limit: `batchSize ${batchSize}` },
    { records: Math.max(1, Math.floor(EVENT_BYTES / recordBytes)), limit: 'an event of 6 MB' },
    { records: Math.max(1, perWorker * batchWindowSeconds), limit: `batchWindowSeconds ${batchWindowSeconds}` },
  ];
  const { records, limit } = limits.reduce((least, one) => (one.records < least.records ? one : least));
  return { perSecond: recordsPerSecond / records, records, limit };
}
