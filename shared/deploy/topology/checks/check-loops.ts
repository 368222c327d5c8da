import { type FlowEdge, streamOf } from '../flow-graph.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { FILES } from '../sections.ts';

/** Loops: a log would go round for ever, and be paid for each time. */
export function checkLoops(edges: readonly FlowEdge[], report: ReportProblem): void {
  const seen = new Set<FlowEdge>();
  const walk = (stream: string, way: readonly FlowEdge[]): void => {
    for (const edge of edges.filter(({ from }) => from === stream)) {
      const start = way.findIndex(({ from }) => from === streamOf(edge.to));
      const next = streamOf(edge.to);
      if (start >= 0 || next === stream) {
        const loop = [...way.slice(Math.max(start, next === stream ? way.length : 0)), edge];
        if (!loop.some((part) => seen.has(part))) {
          report(
            edge.file,
            [...edge.path, 'target'],
            `forwarding loop: ${loop.map(({ from, by }) => `${from} (${by})`).join(' -> ')} -> ${next}`,
            loop.flatMap(endsOf),
          );
        }
        for (const part of loop) seen.add(part);
      } else if (next !== undefined) walk(next, [...way, edge]);
    }
  };
  for (const stream of new Set(edges.map(({ from }) => from))) walk(stream, []);
}

/** The settings that say from where an edge leads to where. */
function endsOf({ file, path }: FlowEdge): readonly ConfigPlace[] {
  return [
    [file, file === FILES.routes ? ['source'] : [...path, 'source']],
    [file, [...path, 'target']],
  ];
}
