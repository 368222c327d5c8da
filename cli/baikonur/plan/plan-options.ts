import { UsageError } from '../shell.ts';
import type { PlanOptions } from './make-plan.ts';
import { loadPrices } from './prices.ts';
import { readMix, readRate, readSize } from './workload.ts';

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
  const waitMs = Number(options.waitMs);
  if (!(waitMs >= 0) || options.waitMs.trim() === '') {
    throw new UsageError([`--wait-ms: expected milliseconds such as 100, got ${JSON.stringify(options.waitMs)}`]);
  }
  const workload = {
    bytesPerSecond: options.rate === undefined ? 0 : readRate(options.rate),
    bytes: readSize(options.size),
    ...(options.mix !== undefined && { mix: readMix(options.mix) }),
  };
  return { workload, prices: loadPrices(region, options.prices), waitMs };
}
