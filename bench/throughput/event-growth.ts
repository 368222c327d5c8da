import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { StreamFunction } from '../../shared/deploy/topology/topology.ts';
import { makeBatch } from '../batches/make-batches.ts';
import { median } from '../measure.ts';
import type { BenchStack, StackShell } from './bench-stack.ts';
import { readFunctionCpu } from './function-cpu.ts';

/** CPU time of a function for events of some size. */
export interface EventGrowth {
  readonly function: string;
  readonly records: number;
  readonly eventMb: number;
  readonly cpuMs: number;
  /** As a multiple of the smallest event's, in the same rounds. */
  readonly timesTheFirst: number;
}

/** Of the batch `plain-small`: 500, 1,500 and 5,000 records; the last is an event of 3.6 MB, and Lambda makes up to 6. */
const SCALES = [0.1, 0.3, 1] as const;
const BATCH_RECORDS = 5000;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;

/** Invokes each function by itself with events of three sizes, in turns; sinks first, since they feed no other function. */
export async function measureEventGrowth(stack: BenchStack, shell: StackShell): Promise<readonly EventGrowth[]> {
  const events = SCALES.map((scale) => JSON.stringify(makeBatch('plain-small', scale)));
  const growths: EventGrowth[] = [];
  for (const fn of sinksFirst(stack.topology.functions)) {
    shell.tell(`  ${fn.id}: events of ${SCALES.map((scale) => BATCH_RECORDS * scale).join(', ')} records`);
    growths.push(...(await measureFunction(stack, shell, { fn, events })));
  }
  return growths;
}

function sinksFirst(functions: readonly StreamFunction[]): readonly StreamFunction[] {
  const rank = ({ service, targets }: StreamFunction): number =>
    service === 'router' ? 2 : Math.min(1, targets.length);
  return functions.toSorted((a, b) => rank(a) - rank(b));
}

async function measureFunction(
  stack: BenchStack,
  { signal }: StackShell,
  { fn, events }: { readonly fn: StreamFunction; readonly events: readonly string[] },
): Promise<readonly EventGrowth[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const times: number[] = [];
    for (const event of events) {
      signal.throwIfAborted();
      times.push(await invokeOnce(stack, fn.name, event));
    }
    if (round >= WARM_UP_ROUNDS) rounds.push(times);
  }
  return SCALES.map((scale, index) => ({
    function: fn.id,
    records: BATCH_RECORDS * scale,
    eventMb: (events[index]?.length ?? 0) / 1e6,
    cpuMs: median(rounds.map((times) => times[index] ?? Number.NaN)),
    timesTheFirst: median(rounds.map((times) => (times[index] ?? Number.NaN) / (times[0] ?? Number.NaN))),
  }));
}

async function invokeOnce({ clients, functionLogs }: BenchStack, name: string, event: string): Promise<number> {
  const cpuMs = async (): Promise<number> => (await readFunctionCpu(functionLogs)).get(name) ?? 0;
  const beforeMs = await cpuMs();
  const { Payload } = await clients.lambda.send(new InvokeCommand({ FunctionName: name, Payload: event }));
  const answer = Payload?.transformToString() ?? '';
  if (!/^\{\s*"batchItemFailures":\s*\[\]\s*\}$/.test(answer)) {
    throw new Error(`${name} answered ${answer.slice(0, 500)}`);
  }
  return (await cpuMs()) - beforeMs;
}
