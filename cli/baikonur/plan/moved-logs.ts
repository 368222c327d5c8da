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
  /** Of them, those that are rejected before and after: nothing is known of their way. */
  readonly rejected: number;
  readonly moved: readonly Moved[];
}

/**
 * Follows each log of a file, or of the standard input, through both topologies, with the services' own code. It is read once,
 * record by record: memory depends on the number of different ways.
 */
export async function findMoved(file: string, before: Topology, after: Topology, shell: Shell): Promise<SampleResult> {
  const env: Env = {};
  const [old, now] = [createTools(before, env), createTools(after, env)];
  const { stream } = await openInput(file, shell);
  const input = await openText(stream, now.maxDecompressedBytes);
  const { routerStream: streamName, fields } = now;
  const comparison = createComparison();
  for await (const pieces of readRecords(input, { streamName, nowMs: shell.now(), fields, logGroup: undefined })) {
    for (const piece of pieces) {
      const [was, is] = [old, now].map((tools) => explainPiece(piece, tools).explanations);
      comparison.add(was ?? [], is ?? []);
    }
  }
  return comparison.result();
}

/** Collects the entries of pieces that go elsewhere. */
function createComparison() {
  const groups = new Map<string, Moved>();
  let logs = 0;
  let rejected = 0;
  const addOne = (was: Explanation | undefined, is: Explanation | undefined): void => {
    logs++;
    if (was?.outcome === 'rejected' && is?.outcome === 'rejected') rejected++;
    const [from, to] = [wayOf(was), wayOf(is)];
    if (from === to) return;
    const { logType = 'no log type', identity, line = logs } = is ?? was ?? {};
    const key = JSON.stringify([logType, from, to]);
    const known = groups.get(key);
    const example = known?.example ?? identity ?? `line ${line}`;
    groups.set(key, { logType, logs: (known?.logs ?? 0) + 1, before: from, after: to, example });
  };
  return {
    // Another form of records may cut a piece into other entries.
    add: (was: readonly Explanation[], is: readonly Explanation[]): void => {
      for (let index = 0; index < Math.max(was.length, is.length); index++) addOne(was[index], is[index]);
    },
    result: (): SampleResult => ({
      ...{ logs, rejected },
      moved: [...groups.values()].toSorted((a, b) => b.logs - a.logs),
    }),
  };
}

function wayOf(explanation: Explanation | undefined): string {
  if (explanation === undefined) return 'nothing';
  const { outcome, reason, routes, sinks, refusals = [] } = explanation;
  if (outcome === 'rejected') return `rejected: ${reason ?? ''}`;
  if (outcome === 'filtered') return 'filtered';
  const refused = refusals.map(({ by, reason: why }) => `refused by ${by}: ${why}`);
  return [...routes, ...sinks, ...refused].join(', ');
}
