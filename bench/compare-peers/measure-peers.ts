import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BatchEvent } from '../batches/make-batches.ts';
import { FLOORS } from '../floor/floors.ts';
import { compare } from '../measure.ts';
import type { BatchFile } from '../measure-row.ts';
import { startSide } from '../side-process.ts';
import type { Sent, WorkName } from '../works/work.ts';
import type { Peer } from './peer-folders.ts';
import { PeerError, type PeerLimits, type PeerProcess, startPeer } from './peer-process.ts';
import { faultOf } from './protocol.ts';

/** A peer compared with a work on a batch. */
interface PeerRow {
  readonly peer: string;
  readonly work: WorkName;
  readonly batch: string;
  readonly logs: number;
  /** CPU milliseconds of Baikonur's work, of one event. */
  readonly cpuMs: number;
  readonly peerCpuMs: number;
  /** The peer's time divided by Baikonur's: the median of the rounds. */
  readonly ratio: number;
}

/** A comparison that could not be made. */
interface PeerProblem {
  readonly peer: string;
  readonly batch: string;
  readonly problem: string;
}

/** Results of all peers. */
export interface PeerResults {
  readonly rows: readonly PeerRow[];
  readonly problems: readonly PeerProblem[];
}

interface PeerOptions {
  /** Bundled from `side.ts`. */
  readonly program: string;
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

const LIMITS: PeerLimits = { helloMs: 30_000, answerMs: 120_000, endMs: 3_000 };
/** Calls of a first look, whose times decide how often a slow peer is called. */
const FIRST_CALLS = 3;

/** Compares each peer with its work on the batches that it reads: each side in its own process, in alternating rounds. */
export async function measurePeers(
  peers: readonly Peer[],
  batches: readonly BatchFile[],
  options: PeerOptions,
): Promise<PeerResults> {
  const rows: PeerRow[] = [];
  const problems: PeerProblem[] = [];
  for (const peer of peers) {
    for (const batch of batches.filter(({ name }) => peer.batches?.includes(name) ?? true)) {
      options.tell(`${peer.name} and ${peer.work} on ${batch.name} …`);
      try {
        rows.push(await measurePeer(peer, batch, options));
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        problems.push({ peer: peer.name, batch: batch.name, problem: error.message });
      }
    }
  }
  return { rows, problems };
}

async function measurePeer(peer: Peer, { name, file }: BatchFile, { program, rounds }: PeerOptions): Promise<PeerRow> {
  const { work } = peer;
  const event: BatchEvent = JSON.parse(readFileSync(file, 'utf8'));
  const logs = deliveredLogs(work, event);
  const process = await startPeer(peer, LIMITS);
  const side = startSide(program, { side: 'work', work, file });
  try {
    const ours = async (calls: number): Promise<number> => (await side.run(calls)).cpuMs;
    const theirs = (calls: number): Promise<number> => runPeer(process, { event, calls, logs });
    await theirs(1);
    const timesSlower = Math.max(1, (await theirs(FIRST_CALLS)) / (await ours(FIRST_CALLS)));
    // A slow peer is called less often, so that both sides take about the same time.
    const asLong = (calls: number): Promise<number> => theirs(Math.max(1, Math.round(calls / timesSlower)));
    const { cpuMs: peerCpuMs, floorCpuMs: cpuMs, ratio } = await compare(asLong, ours, rounds);
    return { peer: peer.name, work, batch: name, logs, cpuMs, peerCpuMs, ratio };
  } finally {
    await Promise.all([process.stop(), side.stop()]);
  }
}

async function runPeer(
  process: PeerProcess,
  { event, calls, logs }: { readonly event: BatchEvent; readonly calls: number; readonly logs: number },
): Promise<number> {
  const startMs = performance.now();
  const answer = await process.run(event, calls);
  const asked = { calls, wallMs: performance.now() - startMs, processors: availableParallelism(), expectedLogs: logs };
  const fault = faultOf(answer, asked);
  if (fault !== undefined) throw new PeerError(fault);
  return answer.cpuMs;
}

/** Logs that a work delivers of an event; one that goes to two targets counts twice. */
export function deliveredLogs(work: WorkName, event: BatchEvent): number {
  const lists = (name: WorkName): readonly Sent[] => {
    const sent: Sent[] = [];
    FLOORS[name](event, (part) => sent.push(part));
    return sent;
  };
  const own = lists(work);
  // Bodies hold all valid logs, as a forwarder's records do.
  const counted = own.some((sent) => Buffer.isBuffer(sent)) ? lists('forwarders') : own;
  return counted.reduce((sum, sent) => sum + sent.length, 0);
}
