import { readFunctionLines, readTotals } from '../../local/ledger/read-totals.ts';
import { type FunctionTotals, readSummary } from '../../local/ledger/totals.ts';
import { followToRest } from '../../local/start/follow.ts';
import { sendRecords } from '../../local/start/send.ts';
import type { BenchStack, StackShell } from './bench-stack.ts';
import { cpuBetween, readFunctionCpu } from './function-cpu.ts';

/** A record for the router's stream: one log. */
export interface RecordToPut {
  readonly data: Buffer;
  readonly partitionKey: string;
}

/** One round: records sent, and everything that followed. */
export interface Round {
  readonly logs: number;
  readonly bytes: number;
  /** Until the last PutRecords was answered. */
  readonly sendMs: number;
  /** From the first PutRecords until s3-sink has written its last object. */
  readonly allMs: number;
  /** CPU milliseconds of each function, by its name on AWS. */
  readonly cpuMs: ReadonlyMap<string, number>;
  /** By the same name. */
  readonly totals: Readonly<Record<string, FunctionTotals>>;
}

const TIMESTAMP = /"timestamp":"([^"]+)"/;

/**
 * Sends records and waits until all of them are on S3.
 * @throws Error where s3-sink did not deliver each of them once
 */
export async function sendRound(stack: BenchStack, records: readonly RecordToPut[], shell: StackShell): Promise<Round> {
  const { clients, topology, statusFile, functionLogs } = stack;
  const router = topology.functions.find(({ service }) => service === 'router');
  const sink = topology.functions.find(({ service }) => service === 's3-sink');
  if (router === undefined || sink === undefined) throw new Error('config/ has no router, or no s3-sink');
  const before = await readFunctionCpu(functionLogs);
  const startedAtMs = Date.now();
  await sendRecords(clients.kinesis, router.source.name, records, () => shell.signal.throwIfAborted());
  const sentAtMs = Date.now();
  const isQuiet = await followToRest(statusFile, shell.tell, shell.signal);
  shell.signal.throwIfAborted();
  const names = topology.functions.map(({ name }) => name);
  const totals = await readTotals(clients, names, startedAtMs);
  const delivered = totals[sink.name]?.delivered ?? 0;
  if (!isQuiet || delivered !== records.length) {
    throw new Error(`of ${records.length} logs ${delivered} are on S3${isQuiet ? '' : ' after the time limit'}`);
  }
  return {
    logs: records.length,
    bytes: records.reduce((sum, { data }) => sum + data.length, 0),
    sendMs: sentAtMs - startedAtMs,
    allMs: lastSummaryAtMs(await readFunctionLines(clients, sink.name, startedAtMs)) - startedAtMs,
    cpuMs: cpuBetween(before, await readFunctionCpu(functionLogs)),
    totals,
  };
}

/** When the last summary line was printed: its invocation had written all of its objects. */
export function lastSummaryAtMs(lines: readonly string[]): number {
  const times = lines.filter((line) => readSummary(line) !== undefined).map((line) => TIMESTAMP.exec(line)?.[1] ?? '');
  return Math.max(...times.map((time) => Date.parse(time)));
}
