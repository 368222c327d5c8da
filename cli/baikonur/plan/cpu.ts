import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import cpu from './cpu.json' with { type: 'json' };

/** A row of the bench, as docs/performance.md has it. */
export interface CpuRow {
  readonly work: string;
  readonly batch: string;
  readonly logs: number;
  readonly cpuMs: number;
  readonly mbIn: number;
  readonly mbOut: number;
}

const MB = 1e6;

/** The bench's row for a function, of the batch whose logs have the size that is nearest. */
export function cpuRow(fn: StreamFunction, bytes: number): CpuRow | undefined {
  const rows = cpu.rows.filter(({ work }) => work === workOf(fn));
  const distance = (row: CpuRow): number => Math.abs(Math.log(bytesOfLog(row) / bytes));
  return rows.toSorted((a, b) => distance(a) - distance(b))[0];
}

function bytesOfLog({ mbIn, logs }: CpuRow): number {
  return (mbIn * MB) / logs;
}

/** Milliseconds of CPU of a function for a MB of logs of some size in bytes; `undefined`: it is not known. */
export type CpuMsPerMb = (fn: StreamFunction, bytes: number) => number | undefined;

/** As in the bench; the router does the work of a forwarder again for each further target. */
export const cpuMsPerMb: CpuMsPerMb = (fn, bytes) => {
  const row = cpuRow(fn, bytes);
  if (row === undefined) return undefined;
  const further = fn.service === 'router' ? new Set(fn.targets.map(({ name }) => name)).size - 1 : 0;
  if (further <= 0) return row.cpuMs / row.mbIn;
  const forwarder = cpuRow({ ...fn, service: 'forwarders' }, bytes);
  return row.cpuMs / row.mbIn + (further * (forwarder?.cpuMs ?? 0)) / (forwarder?.mbIn ?? 1);
};

function workOf({ service, environment }: StreamFunction): string {
  if (service === 's3-sink' && environment['S3_COMPRESSION'] === 'zstd') return 's3-sink-zstd';
  if (service === 'forwarders' && environment['AGGREGATE'] === 'true') return 'forwarders-aggregated';
  if (service !== 'fluent-sink') return service;
  const form = environment['FLUENT_RECORD'] === 'json' ? 'json' : 'message';
  return `fluent-sink-${form}${environment['FLUENT_GZIP'] === 'true' ? '-gzip' : ''}`;
}
