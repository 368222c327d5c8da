import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchEdge, WatchNode } from '../../view.ts';
import { EdgeText } from './edge-label.tsx';
import { edgeInWords } from './edge-words.ts';
import type { GraphLayout } from './lay-out.ts';
import { type Marks, markOf } from './marks.ts';
import { NodeCard } from './node-card.tsx';
import type { PictureGraph } from './picture-graph.ts';

/** Input of {@link FlowList}. */
export interface FlowListProps {
  readonly graph: PictureGraph;
  readonly layout: GraphLayout;
  readonly marks: Marks;
}

/** The pipeline as a list, from its sources on: each part with the ways that lead on from it. */
export function FlowList({ graph, layout, marks }: FlowListProps) {
  const place = (id: string) => layout.nodes.get(id) ?? { u: 0, y: 0 };
  const ordered = graph.nodes.toSorted((a, b) => place(a.id).u - place(b.id).u || place(a.id).y - place(b.id).y);
  const leaving = Map.groupBy(graph.edges, ({ from }) => from);
  const byId = new Map(graph.nodes.map((node) => [node.id, node] as const));
  return (
    <ol class={`flow-list${graph.isCompact ? ' compact-list' : ''}`} aria-label="Parts of the pipeline">
      {ordered.map((node) => (
        <FlowItem key={node.id} node={node} edges={leaving.get(node.id) ?? []} byId={byId} marks={marks} />
      ))}
    </ol>
  );
}

interface FlowItemProps {
  readonly node: WatchNode;
  readonly edges: readonly WatchEdge[];
  readonly byId: ReadonlyMap<string, WatchNode>;
  readonly marks: Marks;
}

function FlowItem({ node, edges, byId, marks }: FlowItemProps) {
  return (
    <li>
      <button
        type="button"
        class={`node ${node.kind} ${node.state} ${markOf(marks, node.id)}`}
        data-node={node.id}
        aria-pressed={node.id === marks.selected}
        onClick={() => marks.select(node.id)}
      >
        <NodeCard node={node} windowText={marks.windowText} />
      </button>
      <ul>
        {edges.map((edge) => (
          <li key={edge.id} class={`flow-edge ${edge.state} ${markOf(marks, edge.id)}`}>
            <span class="visually-hidden">{edgeInWords(edge, node, byId.get(edge.to))}</span>
            <span class="flow-to" aria-hidden="true">
              → {printable(byId.get(edge.to)?.label ?? edge.to)}
            </span>
            <span class="flow-figures" aria-hidden="true">
              <EdgeText edge={edge} />
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
}
