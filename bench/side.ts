import { readFileSync } from 'node:fs';
import type { BatchEvent } from './batches/make-batches.ts';
import { FLOORS } from './floor/floors.ts';
import type { SideReport, SideTask } from './side-process.ts';
import { WORKS } from './works/services.ts';
import type { Run, Sent } from './works/work.ts';

/** The program of one process: a work, or the floor of one, on one batch, over and over as the parent asks. */

const BYTES_PER_KIB = 1024;
const BYTES_PER_MB = 1e6;

main();

function main(): void {
  silenceConsole();
  const task: SideTask = JSON.parse(process.argv[2] ?? '');
  const event: BatchEvent = JSON.parse(readFileSync(task.file, 'utf8'));
  const bytesIn = event.Records.reduce((sum, { kinesis }) => sum + Buffer.byteLength(kinesis.data, 'base64'), 0);
  const { invoke, bytesOut } = createProgram(task);
  const answer = async (calls: number): Promise<SideReport> => {
    const startMs = cpuMs();
    for (let call = 0; call < calls; call++) await invoke(event);
    const perCallMs = (cpuMs() - startMs) / calls;
    const peakRssMb = (process.resourceUsage().maxRSS * BYTES_PER_KIB) / BYTES_PER_MB;
    return { cpuMs: perCallMs, peakRssMb, bytesIn, bytesOut: bytesOut() };
  };
  process.on('message', async (calls: number) => process.send?.(await answer(calls)));
}

/** Metrics and the summary line are made as in a deployed function, but not printed here. */
function silenceConsole(): void {
  for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => undefined;
}

/** Sent bytes are kept until the next invocation, as a client keeps them until the answer comes. */
function createProgram({ side, work }: SideTask) {
  let sent: Sent[] = [];
  const send = (part: Sent): void => {
    sent.push(part);
  };
  const run: Run = side === 'work' ? WORKS[work](send) : (event) => FLOORS[work](event, send);
  return {
    invoke: (event: BatchEvent): Promise<void> | void => {
      sent = [];
      return run(event);
    },
    bytesOut: (): number => sent.reduce((sum, part) => sum + sizeOf(part), 0),
  };
}

function sizeOf(sent: Sent): number {
  return Buffer.isBuffer(sent)
    ? sent.length
    : (sent as readonly { readonly data: Buffer }[]).reduce((sum, { data }) => sum + data.length, 0);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
