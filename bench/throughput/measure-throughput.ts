import { makeBatch } from '../batches/make-batches.ts';
import { median } from '../measure.ts';
import { type BenchStack, type StackShell, withBenchStack } from './bench-stack.ts';
import { type EventGrowth, measureEventGrowth } from './event-growth.ts';
import { type MonthCosts, monthCosts } from './month-cost.ts';
import { type RecordToPut, type Round, sendRound } from './send-round.ts';

/** A function's part of the rounds. */
interface FunctionLoad {
  readonly function: string;
  /** CPU milliseconds for a GiB of the logs that were sent. */
  readonly cpuMsPerGib: number;
  /** In a round. */
  readonly invocations: number;
}

/** The pipeline on the local AWS. */
export interface Throughput {
  readonly rounds: number;
  /** Of each round. */
  readonly logs: number;
  readonly bytes: number;
  /** Medians of the rounds. */
  readonly sentPerSecond: number;
  readonly logsPerSecond: number;
  readonly functions: readonly FunctionLoad[];
  readonly growth: readonly EventGrowth[];
  readonly month: MonthCosts;
}

/** Logs of a round: about 1 KB each. */
const ROUND_LOGS = 10_000;
const BATCH_LOGS = 1000;
const GIB = 1024 ** 3;

/** Starts the local AWS, measures, and removes it. @param rounds after one that warms up */
export async function measureThroughput(shell: StackShell, rounds: number): Promise<Throughput> {
  return withBenchStack(shell, async (stack) => {
    try {
      const measured = await sendRounds(stack, shell, rounds);
      shell.tell('events of several sizes');
      return summarize(stack, measured, await measureEventGrowth(stack, shell));
    } finally {
      stack.clients.close();
    }
  });
}

async function sendRounds(stack: BenchStack, shell: StackShell, rounds: number): Promise<readonly Round[]> {
  const measured: Round[] = [];
  const all = recordsOf((rounds + 1) * ROUND_LOGS);
  for (let round = 0; round <= rounds; round++) {
    shell.tell(round === 0 ? `warming up with ${ROUND_LOGS} logs` : `round ${round} of ${rounds}: ${ROUND_LOGS} logs`);
    const records = all.slice(round * ROUND_LOGS, (round + 1) * ROUND_LOGS);
    const one = await sendRound(stack, records, shell);
    if (round > 0) measured.push(one);
  }
  return measured;
}

/** Logs of the batch `plain`, all different: equal ones would be one object on S3. */
function recordsOf(logs: number): readonly RecordToPut[] {
  return makeBatch('plain', logs / BATCH_LOGS).Records.map(({ kinesis: { data, partitionKey } }) => ({
    data: Buffer.from(data, 'base64'),
    partitionKey,
  }));
}

function summarize({ topology }: BenchStack, measured: readonly Round[], growth: readonly EventGrowth[]): Throughput {
  const of = (value: (round: Round) => number): number => median(measured.map(value));
  const functions = topology.functions.map(({ id, name }) => ({
    function: id,
    cpuMsPerGib: of(({ cpuMs, bytes }) => ((cpuMs.get(name) ?? 0) / bytes) * GIB),
    invocations: of(({ totals }) => totals[name]?.invocations ?? 0),
  }));
  const cpuMsPerGib = new Map(functions.map((one) => [one.function, one.cpuMsPerGib]));
  return {
    rounds: measured.length,
    logs: ROUND_LOGS,
    bytes: of(({ bytes }) => bytes),
    sentPerSecond: of(({ logs, sendMs }) => logs / (sendMs / 1000)),
    logsPerSecond: of(({ logs, allMs }) => logs / (allMs / 1000)),
    functions,
    growth,
    month: monthCosts(
      topology,
      of(({ bytes, logs }) => bytes / logs),
      cpuMsPerGib,
    ),
  };
}
