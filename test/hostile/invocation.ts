import { readFileSync } from 'node:fs';
import type { BatchEvent } from '../../bench/batches/make-batches.ts';
import { WORKS } from '../../bench/works/services.ts';
import type { Sent, WorkName } from '../../bench/works/work.ts';
import { kinesisEvent, sequenceNumberAt } from '../../shared/pipeline/testing/kinesis-events.ts';

/*
 * A program of its own: `node invocation.ts WORK FILE COUNT` hands a service an event of COUNT hostile records (FILE) with a
 * good log behind them, and goes on where the service stops. It prints a HostileReport.
 */

/** The output of the program, as JSON. */
export interface HostileReport {
  readonly invocations: number;
  /** The longest of them. */
  readonly longestMs: number;
  readonly peakRssMb: number;
  /** Whether the good log left for the destination. */
  readonly delivered: boolean;
}

const [work = '', file = '', count = '1'] = process.argv.slice(2);
if (!(work in WORKS)) throw new RangeError('usage: invocation.ts WORK FILE COUNT');
for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => undefined;

const GOOD = '{"log_type":"app","log_id":"good","time":"2026-11-23T07:16:06Z","level":"ERROR"}';
const data = readFileSync(file);
const arrivedAtMs = Date.parse('2026-11-23T07:16:06Z');
const records = [...Array<Buffer | string>(Number(count)).fill(data), GOOD];
let sent: Sent[] = [];
const run = WORKS[work as WorkName]((part) => sent.push(part)); // it is one, see above

let [longestMs, invocations, delivered] = [0, 0, false];
for (let from = 0; from < records.length && invocations < 10; ) {
  sent = [];
  invocations++;
  const event = kinesisEvent(records.slice(from).map((one, n) => ({ data: one, position: from + n, arrivedAtMs })));
  const startMs = performance.now();
  const reported = await invoke(event as unknown as BatchEvent); // its fields are enough
  longestMs = Math.max(longestMs, performance.now() - startMs);
  const cut = records.findIndex((_, n) => typeof reported === 'string' && reported.includes(sequenceNumberAt(n)));
  if (typeof reported === 'string' && cut === -1) throw new Error(reported);
  from = cut === -1 ? records.length : cut;
  delivered = cut === -1 && sent.length > 0;
}
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
const report: HostileReport = { invocations, longestMs: Math.round(longestMs), peakRssMb, delivered };
process.stdout.write(JSON.stringify(report));

/** Why the service did not take the whole event; the work throws it. */
async function invoke(event: BatchEvent): Promise<string | undefined> {
  try {
    await run(event);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
