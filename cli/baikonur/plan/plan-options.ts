import { UsageError } from '../shell.ts';
import type { PlanOptions } from './make-plan.ts';
import { loadPrices } from './prices.ts';
import { readMix, readRate, readSize } from './workload.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html the longest invocation */
const MAX_WAIT_MS = 900_000;

/** Options of `baikonur plan`, as they are typed. */
export interface PlanCommandOptions {
  readonly stage: string;
  readonly rate?: string;
  readonly size: string;
  readonly mix?: string;
  readonly measure?: string;
  readonly waitMs: string;
  readonly prices?: string;
  readonly diff?: string;
  readonly sample?: string;
  readonly json?: boolean;
}

/** The workload and the prices that the options name. */
export function planOptions(options: PlanCommandOptions, region: string): PlanOptions {
  const waitMs = readWait(options.waitMs);
  const workload = {
    bytesPerSecond: options.rate === undefined ? 0 : readRate(options.rate),
    bytes: readSize(options.size),
    ...(options.mix !== undefined && { mix: readMix(options.mix) }),
  };
  return { workload, prices: loadPrices(region, options.prices), waitMs };
}

function readWait(text: string): number {
  const waitMs = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && waitMs <= MAX_WAIT_MS) return waitMs;
  throw new UsageError([
    `--wait-ms: expected milliseconds such as 100, at most ${MAX_WAIT_MS} (15 minutes), got ${JSON.stringify(text)}`,
  ]);
}
