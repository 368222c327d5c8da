import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { createTools } from '../explain/create-tools.ts';
import { explainPiece } from '../explain/explain-piece.ts';
import type { Explanation } from '../explain/explanation.ts';
import { openInput } from '../input/open-input.ts';
import { openText } from '../input/open-text.ts';
import { readRecords } from '../input/read-records.ts';
import type { Shell } from '../shell.ts';

/** Logs of a sample that go elsewhere after a change. */
interface Moved {
  readonly logType: string;
  readonly logs: number;
  /** Routes, forwarders and sinks, or why it is rejected. */
  readonly before: string;
  readonly after: string;
  /** Identity of the first of them. */
  readonly example: string;
}

/** The logs of a sample that a change moves. */
export interface SampleResult {
  readonly logs: number;
  readonly moved: readonly Moved[];
}

/** Follows each log of a file through both topologies, with the services' own code. */
export async function findMoved(file: string, before: Topology, after: Topology, shell: Shell): Promise<SampleResult> {
  const [old, now] = [await explainAll(file, before, shell), await explainAll(file, after, shell)];
  const groups = new Map<string, Moved>();
  for (const [index, explanation] of now.entries()) {
    const was = old[index];
    const [from, to] = [was === undefined ? 'nothing' : wayOf(was), wayOf(explanation)];
    if (from === to) continue;
    const logType = explanation.logType ?? 'no log type';
    const key = JSON.stringify([logType, from, to]);
    const known = groups.get(key);
    const example = known?.example ?? explanation.identity ?? `line ${explanation.line ?? index + 1}`;
    groups.set(key, { logType, logs: (known?.logs ?? 0) + 1, before: from, after: to, example });
  }
  return { logs: now.length, moved: [...groups.values()].toSorted((a, b) => b.logs - a.logs) };
}

async function explainAll(file: string, topology: Topology, shell: Shell): Promise<readonly Explanation[]> {
  const env: Env = {};
  const tools = createTools(topology, env);
  const { stream } = await openInput(file, shell);
  const input = await openText(stream, tools.maxDecompressedBytes);
  const found: Explanation[] = [];
  const { routerStream: streamName, fields } = tools;
  for await (const pieces of readRecords(input, { streamName, nowMs: shell.now(), fields, logGroup: undefined })) {
    for (const piece of pieces) found.push(...explainPiece(piece, tools).explanations);
  }
  return found;
}

function wayOf({ outcome, reason, routes, sinks, refusals = [] }: Explanation): string {
  if (outcome === 'rejected') return `rejected: ${reason ?? ''}`;
  if (outcome === 'filtered') return 'filtered';
  const refused = refusals.map(({ by, reason: why }) => `refused by ${by}: ${why}`);
  return [...routes, ...sinks, ...refused].join(', ');
}
