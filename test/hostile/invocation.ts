import { readFileSync } from 'node:fs';
import type { BatchEvent } from '../../bench/batches/make-batches.ts';
import { WORKS } from '../../bench/works/services.ts';
import type { Sent, WorkName } from '../../bench/works/work.ts';
import { compressionOf, decompress } from '../../shared/log/decode/compression.ts';
import { kinesisEvent, sequenceNumberAt } from '../../shared/pipeline/testing/kinesis-events.ts';

/*
 * A program of its own: `node invocation.ts WORK FILE COUNT…` hands a service one event for each COUNT: so many hostile
 * records (FILE), or as many as fit, with good logs behind them. Where the service stops, the next event begins. It
 * prints a list of HostileReports.
 */

/** One event, from its first record to its last. */
export interface HostileReport {
  /** Hostile records in the event. */
  readonly records: number;
  /** Until the last of the good logs was delivered. */
  readonly invocations: number;
  /** The longest invocation. */
  readonly longestMs: number;
  /** The most memory that the process ever had. */
  readonly peakRssMb: number;
  /** Good logs that did not reach the destination exactly once; empty when all is well. */
  readonly astray: readonly string[];
}

const [work = '', file = '', ...counts] = process.argv.slice(2);
if (!(work in WORKS)) throw new RangeError('usage: invocation.ts WORK FILE COUNT…');
for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => undefined;

/** Payload of an invocation, base64 and metadata included. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
/** Keys, sequence number and names of one record in the event's JSON. */
const RECORD_OVERHEAD_BYTES = 600;
const GOOD_LOGS = 5;
/** An object of good logs alone is smaller than this. */
const SMALL_OBJECT_BYTES = 64 * 1024;
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;
/** A shard that does not come to its end is a failure, whatever the number. */
const MAX_INVOCATIONS = 1000;

const data = readFileSync(file);
const arrivedAtMs = Date.parse('2026-11-23T07:16:06Z');
const bytesInEvent = Math.ceil(data.length / 3) * 4 + RECORD_OVERHEAD_BYTES;
const RECORDS_PER_EVENT = Math.max(
  1,
  Math.floor((MAX_EVENT_BYTES - GOOD_LOGS * 2 * RECORD_OVERHEAD_BYTES) / bytesInEvent),
);
const arrivals = new Map<string, number>();
const run = WORKS[work as WorkName](takeSent); // it is one, see above

void main();

async function main(): Promise<void> {
  const reports: HostileReport[] = [];
  for (const count of counts.map(Number)) reports.push(await runEvent(count));
  process.stdout.write(JSON.stringify(reports));
}

async function runEvent(count: number): Promise<HostileReport> {
  const ids = Array.from({ length: GOOD_LOGS }, (_, n) => `#good-${count}-${n}#`);
  const hostile = Array<Buffer>(Math.min(count, RECORDS_PER_EVENT)).fill(data);
  const records = [...hostile, ...ids.map(goodLog)];
  let [longestMs, invocations] = [0, 0];
  for (let from: number | undefined = 0; from !== undefined; ) {
    if (++invocations > MAX_INVOCATIONS) throw new Error('the shard stands still');
    const startMs = performance.now();
    from = await invoke(records, from);
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
  const astray = ids.filter((id) => arrivals.get(id) !== 1).map((id) => `${id} arrived ${arrivals.get(id) ?? 0} times`);
  return { records: hostile.length, invocations, longestMs: Math.round(longestMs), peakRssMb: peakRssMb(), astray };
}

/** Of a type of its own, so that s3-sink writes it to an object of its own. */
function goodLog(id: string): Buffer {
  return Buffer.from(
    `{"log_type":"good","log_id":"${id.slice(1, -1)}","time":"2026-11-23T07:16:06Z","level":"ERROR","note":"${id}"}`,
  );
}

/** @returns the index at which the shard must go on; nothing when all is done. */
async function invoke(records: readonly Buffer[], from: number): Promise<number | undefined> {
  const rest = records.slice(from).map((one, n) => ({ data: one, position: from + n, arrivedAtMs }));
  try {
    await run(kinesisEvent(rest) as unknown as BatchEvent); // its fields are enough
    return undefined;
  } catch (error) {
    const cut = rest.find(({ position }) => String(error).includes(sequenceNumberAt(position)));
    if (cut === undefined) throw error;
    return cut.position;
  }
}

/** Counts the good logs in what leaves for the destination. */
function takeSent(sent: Sent): void {
  for (const bytes of Buffer.isBuffer(sent) ? [sent] : sent.map((record) => record.data)) countGood(bytes);
}

function countGood(bytes: Buffer): void {
  const compression = compressionOf(bytes);
  if (compression !== undefined && bytes.length > SMALL_OBJECT_BYTES) return;
  const opened = compression === undefined ? undefined : decompress(bytes, compression, MAX_OBJECT_BYTES);
  const plain = opened?.status === 'ok' ? opened.data : bytes;
  for (let at = plain.indexOf('#good-'); at !== -1; at = plain.indexOf('#good-', at + 1)) {
    const id = plain.toString('latin1', at, plain.indexOf('#', at + 1) + 1);
    arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
  }
}

/** Of this program alone. @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html VmHWM */
function peakRssMb(): number {
  return Math.round(Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
}
