import type { ReportProblem } from '../problem.ts';
import { FILES, stageFile } from '../sections.ts';
import type { Topology } from '../topology.ts';

/** @see RegisterStreamConsumer: of a stream that is provisioned or on demand, and of one on demand with Advantage */
const MAX_CONSUMERS = 20;
const MAX_CONSUMERS_ADVANTAGE = 50;

/** More registered consumers than a stream may have. */
export function checkFanOut(topology: Topology, report: ReportProblem): void {
  for (const { key, count, max, kind } of consumersOf(topology)) {
    if (count <= max) continue;
    const message = `${count} functions read stream ${key} with fanOut; ${kind} has at most ${max} registered consumers`;
    report(stageFile(topology.stage), ['functions'], message, [[FILES.forwarders, []]]);
  }
}

/** More than a stream may have without On-demand Advantage. */
export function warnOfFanOut(topology: Topology, warn: ReportProblem): void {
  for (const { key, count, max } of consumersOf(topology)) {
    if (count <= MAX_CONSUMERS || count > max) continue;
    const message = `${count} functions read stream ${key} with fanOut; more than ${MAX_CONSUMERS} registered consumers need On-demand Advantage`;
    warn(stageFile(topology.stage), ['functions'], message, [[FILES.forwarders, []]]);
  }
}

/** The readers of each stream with fan-out. Of a stream of others the stage file may not know the mode. */
function consumersOf({ functions, streams }: Topology) {
  return streams.map(({ key, owned, shards }) => {
    const consumers = functions.filter(({ source, settings }) => source.key === key && settings.fanOut === true);
    const isProvisioned = owned && shards !== undefined;
    return {
      key,
      count: consumers.length,
      max: isProvisioned ? MAX_CONSUMERS : MAX_CONSUMERS_ADVANTAGE,
      kind: isProvisioned ? 'a provisioned stream' : 'a stream',
    };
  });
}
