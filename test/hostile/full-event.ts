import { readFileSync } from 'node:fs';
import type { BatchEvent } from '../../bench/batches/make-batches.ts';
import { WORKS } from '../../bench/works/services.ts';
import type { WorkName } from '../../bench/works/work.ts';

/*
 * A program of its own: `node full-event.ts WORK FILE` hands a service the event of a file, again from where the service
 * stopped until all of it is done, a few times over. It prints a FullEventReport.
 */

/** An event that is as large as Lambda makes them, through one service. */
export interface FullEventReport {
  readonly eventMb: number;
  /** Until all of the event was done. */
  readonly invocations: number;
  readonly longestMs: number;
  /** The most memory that the process ever had. */
  readonly peakRssMb: number;
}

/** A function gets many such events; garbage of the first ones is still there. */
const EVENTS = 3;
const MAX_INVOCATIONS = 100;

const [work = '', file = ''] = process.argv.slice(2);
if (!(work in WORKS)) throw new RangeError('usage: full-event.ts WORK FILE');
for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => undefined;

void main();

async function main(): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const run = WORKS[work as WorkName](() => undefined); // it is one, see above
  let [longestMs, invocations] = [0, 0];
  for (let event = 0; event < EVENTS; event++) {
    invocations = 0;
    // Parsed again, as the runtime does for each invocation.
    for (let from: string | undefined = ''; from !== undefined; ) {
      if (++invocations > MAX_INVOCATIONS) throw new Error('the shard stands still');
      const rest = eventFrom(JSON.parse(text), from);
      const startMs = performance.now();
      from = await invoke(run, rest);
      longestMs = Math.max(longestMs, performance.now() - startMs);
    }
  }
  const eventMb = Math.round(Buffer.byteLength(text) / 1e5) / 10;
  const report: FullEventReport = { eventMb, invocations, longestMs: Math.round(longestMs), peakRssMb: peakRssMb() };
  process.stdout.write(JSON.stringify(report));
}

function eventFrom(event: BatchEvent, sequenceNumber: string): BatchEvent {
  const start = event.Records.findIndex(({ kinesis }) => kinesis.sequenceNumber === sequenceNumber);
  return { Records: event.Records.slice(Math.max(start, 0)) };
}

/** @returns the sequence number at which the shard must go on; nothing when all is done. */
async function invoke(run: ReturnType<(typeof WORKS)[WorkName]>, event: BatchEvent): Promise<string | undefined> {
  try {
    await run(event);
    return undefined;
  } catch (error) {
    const cut = event.Records.find(({ kinesis }) => String(error).includes(kinesis.sequenceNumber));
    if (cut === undefined) throw error;
    return cut.kinesis.sequenceNumber;
  }
}

/** Of this program alone. @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html VmHWM */
function peakRssMb(): number {
  return Math.round(Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
}
