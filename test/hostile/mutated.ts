import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { BatchEvent } from '../../bench/batches/make-batches.ts';
import { createRandom } from '../../bench/batches/random.ts';
import { countDocuments, createEsRun, WORKS } from '../../bench/works/services.ts';
import type { Run } from '../../bench/works/work.ts';
import { kinesisEvent } from '../../shared/pipeline/testing/kinesis-events.ts';
import { mutatedRecord } from './mutate.ts';

/*
 * A program of its own: `node --expose-gc mutated.ts COUNT SEED` hands COUNT mutated records to the handler of each stream
 * service, which must account for every one. It prints a MutatedReport.
 */

/** The output of the program, as JSON. */
export interface MutatedReport {
  readonly records: number;
  readonly services: readonly string[];
  /** The first few errors that a handler threw, or sequence numbers that it reported. */
  readonly failures: readonly string[];
  /** Heap and buffers after a collection: after nine tenths of the records, and after the last. */
  readonly memoryMb: readonly [number, number];
  readonly peakRssMb: number;
}

const BATCH = 500;
const MAX_FAILURES = 5;
const BYTES_PER_MB = 1024 * 1024;

const [count = '10000', seed = '1'] = process.argv.slice(2);
for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => undefined;
void main(Number(count), Number(seed));

async function main(records: number, firstSeed: number): Promise<void> {
  const runs: Readonly<Record<string, Run>> = {
    forwarders: WORKS.forwarders(ignore),
    router: WORKS.router(ignore),
    's3-sink': WORKS['s3-sink'](ignore),
    'es-sink': createEsRun(ignore, countDocuments),
    'fluent-sink': WORKS['fluent-sink-json'](ignore),
  };
  const random = createRandom(firstSeed);
  const failures: string[] = [];
  let before = 0;
  for (let done = 0; done < records; done += BATCH) {
    if (before === 0 && done + BATCH >= records * 0.9) before = await memoryMb();
    const batch = Array.from({ length: Math.min(BATCH, records - done) }, (_, n) => ({
      data: mutatedRecord(random),
      position: done + n,
      arrivedAtMs: Date.parse('2026-11-23T07:16:06Z'),
    }));
    await setImmediate(); // as between two invocations: zlib lets its handles go then
    const event = kinesisEvent(batch) as unknown as BatchEvent; // its fields are enough
    for (const [name, run] of Object.entries(runs)) {
      try {
        await run(event);
      } catch (error) {
        if (failures.length < MAX_FAILURES) failures.push(`${name}, records from ${done}: ${error}`);
      }
    }
  }
  const report: MutatedReport = {
    records,
    services: Object.keys(runs),
    failures,
    memoryMb: [before, await memoryMb()],
    peakRssMb: Math.round(Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024),
  };
  process.stdout.write(JSON.stringify(report));
}

function ignore(): void {}

/** Memory in use after a collection. zlib lets buffers go when the event loop turns. */
async function memoryMb(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return Math.round(((heapUsed + external) / BYTES_PER_MB) * 10) / 10;
}
