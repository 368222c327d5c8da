import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { batchesOf } from './batches.ts';
import { type CpuMsPerMb, cpuRow } from './cpu.ts';
import { GB, type PlanItem, priced, type Quantity, SECONDS } from './item.ts';
import type { FindPrice } from './prices.ts';
import { round } from './stream-items.ts';
import { type Load, sumOf } from './workload.ts';

/** Memory that gives one whole CPU. @see docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_OF_A_CPU = 1769;
/** Summary line, metrics as log lines, and Lambda's own three lines; a test measures it. */
export const LOG_BYTES_OF_AN_INVOCATION = 3200;

/** A function and what goes over its stream. */
export interface FunctionLoad {
  readonly fn: StreamFunction;
  /** On its stream. */
  readonly loads: readonly Load[];
  /** That it takes of them. */
  readonly taken: readonly Load[];
  /** Shards of its stream at this load. */
  readonly shards: number;
  /** Milliseconds an invocation waits for AWS. */
  readonly waitMs: number;
  readonly cpuOf: CpuMsPerMb;
}

/** Items of a function: Lambda, what it calls, and its log. */
export function functionItems(find: FindPrice, topology: Topology, load: FunctionLoad): readonly PlanItem[] {
  const { perSecond, records, limit } = batchesOf(load);
  if (perSecond === 0) return [];
  const { fn } = load;
  const invocations = perSecond * SECONDS;
  const batch = `${round(records)} ${records === 1 ? 'record' : 'records'} a batch (${limit}), ${round(perSecond)}/s`;
  const item = (kind: string, price: string, quantity: number, why: string): Quantity => ({
    subject: fn.id,
    kind,
    price,
    quantity,
    why,
  });
  const items = [
    item('requests', 'lambda.requests', invocations / 1e6, batch),
    ...compute(topology, load, item, perSecond),
    item(
      'log',
      'cloudwatch.logsGb',
      (invocations * LOG_BYTES_OF_AN_INVOCATION) / GB,
      `${LOG_BYTES_OF_AN_INVOCATION} bytes an invocation`,
    ),
    // es-sink reads its progress only after a failure.
    ...(fn.service === 'es-sink'
      ? []
      : [item('progress reads', 'dynamodb.reads', invocations / 1e6, 'one for each invocation')]),
    ...(fn.service === 's3-sink' ? archive(load, item, perSecond) : []),
  ];
  return items.map((one) => priced(find, one));
}

type MakeItem = (kind: string, price: string, quantity: number, why: string) => Quantity;

function compute({ service }: Topology, load: FunctionLoad, item: MakeItem, perSecond: number): readonly Quantity[] {
  const { fn, loads, waitMs, cpuOf } = load;
  const { memoryMb } = fn.settings;
  const { logsPerSecond, bytesPerSecond } = sumOf(loads);
  const cpuMs = cpuOf(fn, bytesPerSecond / logsPerSecond);
  const price = `lambda.gbSecond.${service.architecture}`;
  if (cpuMs === undefined) return [item('compute', `the CPU time of ${fn.service}`, 0, 'the bench has no row for it')];
  const slower = Math.max(1, MB_OF_A_CPU / memoryMb);
  const secondsPerSecond = (cpuMs / 1000) * slower * (bytesPerSecond / 1e6) + (waitMs / 1000) * perSecond;
  const why = `${round(cpuMs)} ms CPU a MB × ${round(slower)} at ${memoryMb} MB, and ${waitMs} ms of waiting an invocation`;
  return [item('compute', price, secondsPerSecond * (memoryMb / 1024) * SECONDS, why)];
}

/** One object for each type of a batch; compressed as in the bench. */
function archive({ fn, taken }: FunctionLoad, item: MakeItem, perSecond: number): readonly Quantity[] {
  const { logsPerSecond, bytesPerSecond } = sumOf(taken);
  const row = logsPerSecond === 0 ? undefined : cpuRow(fn, bytesPerSecond / logsPerSecond);
  if (row === undefined) return [];
  const types = taken.length;
  const ratio = row.mbOut / row.mbIn;
  const month = (bytesPerSecond * ratio * SECONDS) / GB;
  return [
    item('objects', 's3.puts', (perSecond * types * SECONDS) / 1000, `${types} an invocation, one for each log type`),
    item(
      'storage',
      's3.gbMonth',
      month,
      `a month of logs, ${fn.environment['S3_COMPRESSION'] ?? 'gzip'} to ${round(ratio * 100)} %; paid again in every month that it is kept`,
    ),
  ];
}
