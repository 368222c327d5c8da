import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchName, makeBatch } from '../../bench/batches/make-batches.ts';
import { runtimeFlags } from '../../bench/runtime-flags.ts';
import type { FullEventReport } from './full-event.ts';

/** A batch through a service, in an event as large as Lambda makes them. */
export interface FullEventRow extends FullEventReport {
  readonly batch: BatchName;
  readonly work: string;
  /** Memory of the function that was left. */
  readonly marginMb: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const TIMEOUT_MS = 300_000;

/**
 * Runs full events of a standard batch through services, a process each, with V8's flags as the runtime sets them.
 * @param program the bundled `full-event.ts`.
 * @throws {Error} where a process dies.
 */
export function runFullEvents(
  batch: BatchName,
  {
    program,
    works,
    memoryMb,
  }: { readonly program: string; readonly works: readonly string[]; readonly memoryMb: number },
): readonly FullEventRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'full-event-'));
  const file = join(folder, 'event.json');
  writeFileSync(file, fullEvent(batch));
  try {
    return works.map((work) => runOne(work, [program, work, file], { batch, memoryMb }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runOne(
  work: string,
  args: readonly string[],
  { batch, memoryMb }: { readonly batch: BatchName; readonly memoryMb: number },
): FullEventRow {
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [...runtimeFlags(memoryMb), ...args], {
    encoding: 'utf8',
    env: { ...process.env, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb), POWERTOOLS_DEV: 'true' },
    timeout: TIMEOUT_MS,
  });
  if (status !== 0) throw new Error(`${work} on ${batch} died (${signal ?? status}): ${stderr.trim().slice(-300)}`);
  const report: FullEventReport = JSON.parse(stdout);
  return { batch, work, ...report, marginMb: memoryMb - report.peakRssMb };
}

/** So many records of the batch as an event holds, in order. */
function fullEvent(batch: BatchName): string {
  const text = JSON.stringify(makeBatch(batch));
  const scale = Math.ceil(MAX_EVENT_BYTES / text.length) + 1;
  const { Records } = makeBatch(batch, scale);
  let bytes = 0;
  const end = Records.findIndex((record) => {
    bytes += JSON.stringify(record).length + 1;
    return bytes > MAX_EVENT_BYTES - 100;
  });
  return JSON.stringify({ Records: Records.slice(0, end === -1 ? Records.length : end) });
}
