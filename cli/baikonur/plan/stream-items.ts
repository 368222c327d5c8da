import type { Stream } from '../../../shared/deploy/topology/topology.ts';
import { countText } from '../operator/quantity.ts';
import { GB, HOURS, type PlanItem, priced, type Quantity, SECONDS, totalOf } from './item.ts';
import type { FindPrice } from './prices.ts';
import { type Load, recordBytes, recordsOf, sumOf } from './workload.ts';

/** Limits of one shard, a second. @see docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD = { writeBytes: 1024 ** 2, writeRecords: 1000, readBytes: 2 * 1024 ** 2, readCalls: 5 } as const;
/** Of a new on-demand stream. */
const ON_DEMAND_SHARDS = 4;
const PUT_UNIT_BYTES = 25 * 1024;
const KIB = 1024;
/** Retention that costs nothing, and that which is paid by the shard, hours. */
const RETENTION = { free: 24, byShard: 168 } as const;

/** A stream and what goes over it. */
export interface StreamLoad {
  readonly stream: Stream;
  readonly loads: readonly Load[];
  /** Functions that share its reads. */
  readonly readers: number;
  /** Functions that read it as registered consumers (fan-out). */
  readonly consumers: number;
}

/** Shards that a load needs, and the reason. */
export function shardsFor({ loads, readers }: Pick<StreamLoad, 'loads' | 'readers'>) {
  const { recordsPerSecond, bytesPerSecond } = sumOf(loads);
  const byBytes = Math.ceil(bytesPerSecond / SHARD.writeBytes);
  const byRecords = Math.ceil(recordsPerSecond / SHARD.writeRecords);
  const byReads = Math.ceil((readers * bytesPerSecond) / SHARD.readBytes);
  const needed = Math.max(1, byBytes, byRecords, byReads);
  return { needed, byBytes, byRecords, byReads };
}

/** Shards that a stream has at a load. */
export function shardsOf({ shards }: Pick<Stream, 'shards'>, load: Pick<StreamLoad, 'loads' | 'readers'>): number {
  return Math.max(shardsFor(load).needed, shards ?? ON_DEMAND_SHARDS);
}

/** More readers than the calls of a shard allow: each polls it once a second. */
export function hasTooManyReaders({ readers }: StreamLoad): boolean {
  return readers > SHARD.readCalls;
}

/** Items of a stream as the stage has it. Nothing for one that has another owner. */
export function streamItems(find: FindPrice, load: StreamLoad): readonly PlanItem[] {
  if (!load.stream.owned) return [];
  return load.stream.shards === undefined
    ? onDemandItems(find, load)
    : provisionedItems(find, load, load.stream.shards);
}

/** Items of the stream in the other mode. */
export function otherMode(
  find: FindPrice,
  load: StreamLoad,
): { readonly mode: string; readonly items: readonly PlanItem[] } {
  return load.stream.shards === undefined
    ? { mode: 'provisioned', items: provisionedItems(find, load, 1) }
    : { mode: 'on-demand', items: onDemandItems(find, load) };
}

function provisionedItems(find: FindPrice, load: StreamLoad, configured: number): readonly PlanItem[] {
  const { stream, loads } = load;
  const { recordsPerSecond, bytesPerSecond } = sumOf(loads);
  const { needed } = shardsFor(load);
  const shards = Math.max(configured, needed);
  const units = loads.reduce((sum, one) => sum + recordsOf(one) * Math.ceil(recordBytes(one) / PUT_UNIT_BYTES), 0);
  const missing = needed > configured ? `; config/ has ${configured}, this rate needs ${needed}` : '';
  const items: Quantity[] = [
    item(stream, 'shards', 'kinesis.shardHour', shards * HOURS, `${shards} × ${HOURS} h${missing}`),
    item(
      stream,
      'writes',
      'kinesis.putUnit',
      (units * SECONDS) / 1e6,
      `${round(recordsPerSecond)} records/s, each at least one unit`,
    ),
  ];
  const extraHours = stream.retentionHours > RETENTION.free;
  if (extraHours) {
    const why = `${shards} × ${HOURS} h, retention ${stream.retentionHours} h is more than 24 h`;
    items.push(item(stream, 'retention', 'kinesis.retentionShardHour', shards * HOURS, why));
  }
  return [...items, ...fanOutItems(load), ...longRetention(stream, bytesPerSecond)].flatMap((one) =>
    one.quantity > 0 ? [priced(find, one)] : [],
  );
}

function onDemandItems(find: FindPrice, load: StreamLoad): readonly PlanItem[] {
  const { stream, loads, readers } = load;
  const { recordsPerSecond, bytesPerSecond } = sumOf(loads);
  const billed = loads.reduce((sum, one) => sum + recordsOf(one) * Math.ceil(recordBytes(one) / KIB) * KIB, 0);
  const keptHours = Math.min(stream.retentionHours, RETENTION.byShard) - RETENTION.free;
  const items: Quantity[] = [
    item(stream, 'stream', 'kinesis.streamHour', HOURS, `on-demand: ${HOURS} h`),
    item(
      stream,
      'writes',
      'kinesis.onDemandInGb',
      (billed * SECONDS) / GB,
      `${round(recordsPerSecond)} records/s, each rounded up to 1 KB: ${round(billed / 1e6)} MB/s`,
    ),
    item(
      stream,
      'reads',
      'kinesis.onDemandOutGb',
      (readers * bytesPerSecond * SECONDS) / GB,
      `${countText(readers, 'reader')} × ${round(bytesPerSecond / 1e6)} MB/s`,
    ),
    item(
      stream,
      'retention',
      'kinesis.onDemandRetentionGb',
      (bytesPerSecond * 3600 * keptHours) / GB,
      `${round(bytesPerSecond / 1e6)} MB/s × ${keptHours} h after the first 24 h`,
    ),
    ...fanOutItems(load),
    ...longRetention(stream, bytesPerSecond),
  ];
  return items.flatMap((one) => (one.quantity > 0 ? [priced(find, one)] : []));
}

/** Items of registered consumers; their reads are not among the others. */
export function fanOutItems(load: StreamLoad): readonly Quantity[] {
  const { stream, loads, consumers } = load;
  const { bytesPerSecond } = sumOf(loads);
  const gb = (consumers * bytesPerSecond * SECONDS) / GB;
  const read = `${countText(consumers, 'consumer')} × ${round(bytesPerSecond / 1e6)} MB/s`;
  if (stream.shards === undefined) return [item(stream, 'fan-out', 'kinesis.onDemandFanOutGb', gb, read)];
  const shards = Math.max(stream.shards, shardsFor(load).needed);
  const hours = `${countText(consumers, 'consumer')} × ${shards} × ${HOURS} h`;
  return [
    item(stream, 'fan-out', 'kinesis.fanOutGb', gb, read),
    item(stream, 'fan-out shards', 'kinesis.fanOutShardHour', consumers * shards * HOURS, hours),
  ];
}

function longRetention(stream: Stream, bytesPerSecond: number): readonly Quantity[] {
  const hours = stream.retentionHours - RETENTION.byShard;
  if (hours <= 0) return [];
  const why = `${round(bytesPerSecond / 1e6)} MB/s × ${hours} h after the first 7 days`;
  return [item(stream, 'long retention', 'kinesis.longRetentionGb', (bytesPerSecond * 3600 * hours) / GB, why)];
}

/** Dollars a month that go for rounding each record up to what is billed; `undefined`: nothing, or no price. */
export function roundingOf(
  find: FindPrice,
  load: StreamLoad,
): { readonly unit: string; readonly dollars: number } | undefined {
  const { stream, loads } = load;
  const [unit, name, bytes] =
    stream.shards === undefined
      ? (['1 KB', 'kinesis.onDemandInGb', KIB] as const)
      : (['25 KB', 'kinesis.putUnit', PUT_UNIT_BYTES] as const);
  const wasted = loads.reduce(
    (sum, one) => sum + recordsOf(one) * (Math.ceil(recordBytes(one) / bytes) - recordBytes(one) / bytes),
    0,
  );
  const quantity = stream.shards === undefined ? (wasted * KIB * SECONDS) / GB : (wasted * SECONDS) / 1e6;
  const dollars = totalOf([priced(find, item(stream, 'writes', name, quantity, ''))]);
  return dollars > 0 ? { unit, dollars } : undefined;
}

function item(stream: Stream, kind: string, price: string, quantity: number, why: string): Quantity {
  return { subject: `stream ${stream.key}`, kind, price, quantity, why };
}

/** A number for people: at most three digits that matter. */
export function round(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
