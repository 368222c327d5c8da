import { PERIOD_MS, type Range, type Series } from './figures.ts';

/** A change of the balance that does not come back: above 0 logs are missing, below 0 there are too many. */
interface Step {
  /** Start of the period in which it was seen first, epoch milliseconds. */
  readonly atMs: number;
  readonly size: number;
}

/** The records that were written to a stream, against those that a reader settled, over time. */
export interface Balance {
  readonly written: number;
  readonly settled: number;
  readonly steps: readonly Step[];
  /** Written, and not settled yet. */
  readonly inFlight: number;
}

/** Input of {@link runningBalance}. */
export interface BalanceInput extends Range {
  /** By the moment of writing. */
  readonly written: Series;
  /** By the arrival on the stream. */
  readonly settled: Series;
  /** Logs of batches that were being written at the end of a period: their writer counts them in the next one. */
  readonly across: Series;
  /** All that arrived before is settled, unless it is lost. */
  readonly readUntilMs: number;
}

/** A stretch in which the balance can have had one level all the time, within `low` and `high`. */
interface Level {
  readonly fromMs: number;
  readonly periods: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Draws the running balance, period by period. Of a batch that is being written at the end of a period, a part arrived in it,
 * and all counts in the next: by so much the balance may be too low. A step is a change that no such batch explains.
 */
export function runningBalance(input: BalanceInput): Balance {
  const { written, settled, fromMs, toMs, readUntilMs } = input;
  const sums = { written: 0, settled: 0 };
  const levels: Level[] = [levelAt(fromMs, 0, edgeOf(input, fromMs - PERIOD_MS), 0)];
  for (let at = fromMs; at < toMs; at += PERIOD_MS) {
    sums.written += written.get(at)?.sum ?? 0;
    sums.settled += settled.get(at)?.sum ?? 0;
    if (at + PERIOD_MS <= readUntilMs) addPeriod(levels, levelAt(at, sums.written - sums.settled, edgeOf(input, at)));
  }
  const steps = stepsOf(withoutBlips(levels));
  const level = steps.reduce((sum, { size }) => sum + size, 0);
  return { ...sums, steps, inFlight: Math.max(0, sums.written - sums.settled - level) };
}

function levelAt(fromMs: number, balance: number, edge: number, periods = 1): Level {
  return { fromMs, periods, low: balance, high: balance + edge };
}

function edgeOf({ across }: BalanceInput, atMs: number): number {
  return across.get(atMs)?.sum ?? 0;
}

function addPeriod(levels: Level[], period: Level): void {
  const last = levels.at(-1);
  const joined = last === undefined ? undefined : join(last, period);
  if (joined === undefined) levels.push(period);
  else levels[levels.length - 1] = joined;
}

function join(a: Level, b: Level): Level | undefined {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low > high ? undefined : { fromMs: a.fromMs, periods: a.periods + b.periods, low, high };
}

/** A change that came back after one period is that of clocks, not of logs. */
function withoutBlips(levels: readonly Level[]): readonly Level[] {
  const kept: Level[] = [];
  for (let index = 0; index < levels.length; index++) {
    const [last, level, next] = [kept.at(-1), levels[index], levels[index + 1]];
    if (level === undefined) continue;
    const around = last === undefined || next === undefined || level.periods > 1 ? undefined : join(last, next);
    if (around === undefined) kept.push(level);
    else {
      kept[kept.length - 1] = around;
      index++;
    }
  }
  return kept;
}

function stepsOf(levels: readonly Level[]): readonly Step[] {
  let value = 0;
  return levels.flatMap(({ fromMs, low, high }): readonly Step[] => {
    const size = Math.min(high, Math.max(low, value)) - value;
    value += size;
    return size === 0 ? [] : [{ atMs: fromMs, size }];
  });
}
