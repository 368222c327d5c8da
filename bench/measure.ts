/** CPU milliseconds of work and floor in one round, an invocation each. */
interface Round {
  readonly workMs: number;
  readonly floorMs: number;
}

/** Runs a program so many times; answers the CPU milliseconds of one. */
export type Measure = (calls: number) => Promise<number>;

/** The result of many rounds. */
export interface Comparison {
  readonly cpuMs: number;
  readonly floorCpuMs: number;
  /** Median of the rounds' own ratios: a round's two sides met the same neighbours on the machine. */
  readonly ratio: number;
}

/** How long a measurement is to be at least: the kernel's clock and the collection of garbage are coarse. */
const MIN_ROUND_MS = 60;
/** How long both are warmed up, by the floor's time: the compiler works beside the first thousands of logs. */
const WARM_UP_MS = 1000;
const MIN_WARM_UP_CALLS = 12;

/** Measures two programs, warm, in alternating rounds, the order swapped each time. */
export async function compare(work: Measure, floor: Measure, rounds: number): Promise<Comparison> {
  const warmUpCalls = Math.max(MIN_WARM_UP_CALLS, Math.ceil(WARM_UP_MS / Math.max(0.1, await floor(3))));
  await floor(warmUpCalls);
  await work(warmUpCalls);
  const calls = Math.max(1, Math.ceil(MIN_ROUND_MS / Math.max(0.1, await floor(3))));
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const floorMs = await floor(calls);
      measured.push({ floorMs, workMs: await work(calls) });
    } else {
      const workMs = await work(calls);
      measured.push({ workMs, floorMs: await floor(calls) });
    }
  }
  return {
    cpuMs: median(measured.map(({ workMs }) => workMs)),
    floorCpuMs: median(measured.map(({ floorMs }) => floorMs)),
    ratio: median(measured.map(({ workMs, floorMs }) => workMs / floorMs)),
  };
}

/** The middle value; the mean of the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
