import { packRecords } from '../shared/delivery/kpl/pack-records.ts';
import { USUAL_SHARDS } from '../shared/delivery/stream-variables.ts';
import type { OutputRecord } from '../shared/pipeline/ports.ts';
import { BATCH_NAMES, makeBatch } from './batches/make-batches.ts';
import { FLOORS } from './floor/floors.ts';

/** Costs of a batch on the target stream, with and without aggregation. */
export interface AggregationSaving {
  readonly batch: string;
  readonly shards: number;
  readonly logs: number;
  readonly aggregates: number;
  readonly plain: StreamCost;
  readonly aggregated: StreamCost;
}

/** Cost of writing a million logs like those of the batch, us-east-1. */
interface StreamCost {
  /** PUT payload units of the batch. */
  readonly units: number;
  readonly provisionedDollars: number;
  readonly onDemandDollars: number;
}

const KIB = 1024;
const GIB = 1024 ** 3;
/** @see https://aws.amazon.com/kinesis/data-streams/pricing/ (October 2026): a record is counted in units of 25 KB */
const UNIT_BYTES = 25 * KIB;
const DOLLARS_PER_MILLION_UNITS = 0.014;
/** On demand, standard: written bytes, each record rounded up to 1 KB. */
const DOLLARS_PER_GIB = 0.08;
const MAX_BYTES = 250 * KIB;
const SHARDS = [4, USUAL_SHARDS];

/** Aggregates what a forwarder sends for each standard batch. */
export function measureAggregation(): readonly AggregationSaving[] {
  const savings: AggregationSaving[] = [];
  for (const batch of BATCH_NAMES) {
    const records: OutputRecord[] = [];
    // The floor sends the records that a forwarder sends, never bodies.
    FLOORS.forwarders(makeBatch(batch), (sent) => records.push(...(sent as readonly OutputRecord[])));
    for (const shards of SHARDS) {
      const packed = packRecords(records, { maxBytes: MAX_BYTES, shards }).map(({ record }) => record);
      const [plain, aggregated] = [records, packed].map((all) => costOf(all, records.length)) as [
        StreamCost,
        StreamCost,
      ];
      savings.push({ batch, shards, logs: records.length, aggregates: packed.length, plain, aggregated });
    }
  }
  return savings;
}

function costOf(records: readonly OutputRecord[], logs: number): StreamCost {
  const sum = (unitBytes: number): number =>
    records.reduce((total, { data }) => total + Math.max(1, Math.ceil(data.length / unitBytes)), 0);
  const units = sum(UNIT_BYTES);
  return {
    units,
    provisionedDollars: (units / logs) * DOLLARS_PER_MILLION_UNITS,
    onDemandDollars: ((sum(KIB) * KIB) / GIB / logs) * 1e6 * DOLLARS_PER_GIB,
  };
}
