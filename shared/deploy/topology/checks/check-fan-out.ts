import type { ReportProblem } from '../problem.ts';
import { FILES, stageFile } from '../sections.ts';
import type { Topology } from '../topology.ts';

/** @see Kinesis quotas: registered consumers of a stream, and with On-demand Advantage */
const MAX_CONSUMERS = 20;
const MAX_CONSUMERS_ADVANTAGE = 50;

/** More registered consumers than a stream may have. */
export function checkFanOut(topology: Topology, report: ReportProblem): void {
  for (const [key, consumers] of consumersOf(topology)) {
    if (consumers.length <= MAX_CONSUMERS_ADVANTAGE) continue;
    const message = `${consumers.length} functions read stream ${key} with fanOut; a stream has at most ${MAX_CONSUMERS_ADVANTAGE} registered consumers`;
    report(stageFile(topology.stage), ['functions'], message, [[FILES.forwarders, []]]);
  }
}

/** More than a stream may have without On-demand Advantage. */
export function warnOfFanOut(topology: Topology, warn: ReportProblem): void {
  for (const [key, { length }] of consumersOf(topology)) {
    if (length <= MAX_CONSUMERS || length > MAX_CONSUMERS_ADVANTAGE) continue;
    const message = `${length} functions read stream ${key} with fanOut; more than ${MAX_CONSUMERS} registered consumers need On-demand Advantage`;
    warn(stageFile(topology.stage), ['functions'], message, [[FILES.forwarders, []]]);
  }
}

function consumersOf({ functions }: Topology): ReadonlyMap<string, readonly string[]> {
  const consumers = functions.filter(({ settings }) => settings.fanOut === true);
  return new Map(
    [...Map.groupBy(consumers, ({ source }) => source.key)].map(([key, all]) => [key, all.map(({ id }) => id)]),
  );
}
