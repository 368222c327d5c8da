import { memo } from 'preact/compat';
import { useMemo, useRef, useState } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchNode } from '../../view.ts';
import { EdgeLabel } from './edge-label.tsx';
import { type EdgeLine, EdgeLines } from './edge-lines.tsx';
import { edgePath, edgeWidth, toPx } from './edge-path.ts';
import { edgeInWords } from './edge-words.ts';
import type { GraphLayout } from './lay-out.ts';
import { type Marks, markOf } from './marks.ts';
import { ARROWS, type Arrow, nextNode } from './next-node.ts';
import { NodeCard } from './node-card.tsx';
import { type ColumnWidths, type PictureGraph, sizesOf } from './picture-graph.ts';

/** Input of {@link GraphView}. */
export interface GraphViewProps {
  readonly graph: PictureGraph;
  readonly layout: GraphLayout;
  readonly widths: ColumnWidths;
  readonly marks: Marks;
  readonly remPx: number;
}

/** Nodes in columns, edges between them. One stop of the Tab key: arrow keys go from node to node. */
export function GraphView(props: GraphViewProps) {
  const { graph, layout, widths, marks, remPx } = props;
  const { current, setCurrent, onKeyDown, ref } = useArrowKeys(layout.nodes);
  const { nodeHeight } = sizesOf(graph.isCompact, remPx);
  const width = layout.columns * widths.node + (layout.columns - 1) * widths.gap;
  const { selected, windowText, select } = marks;
  return (
    <div class={`graph-scroll${graph.isCompact ? ' compact' : ''}`}>
      <div class="graph" style={{ width: `${width}px`, height: `${layout.height}px` }}>
        <EdgeLines lines={useLines(props)} width={width} height={layout.height} />
        <p class="visually-hidden" id="graph-keys">
          Arrow keys go from part to part, Enter shows its details.
        </p>
        <ul ref={ref} aria-label="Parts of the pipeline" aria-describedby="graph-keys" onKeyDown={onKeyDown}>
          {graph.nodes.map((node) => {
            const { x, y } = toPx(layout.nodes.get(node.id) ?? { u: 0, y: 0 }, widths);
            return (
              <PlacedNode
                key={node.id}
                node={node}
                x={x - widths.node / 2}
                y={y - nodeHeight / 2}
                width={widths.node}
                height={nodeHeight}
                isCompact={graph.isCompact}
                isStop={node.id === current}
                isSelected={node.id === selected}
                mark={markOf(marks, node.id)}
                windowText={windowText}
                select={select}
                setCurrent={setCurrent}
              />
            );
          })}
        </ul>
        <EdgeLabels {...props} />
      </div>
    </div>
  );
}

function EdgeLabels({ graph, layout, widths, marks }: GraphViewProps) {
  const byId = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node] as const)), [graph.nodes]);
  return (
    <ul aria-label="Ways between them">
      {graph.edges.map((edge) => {
        const { x, y } = toPx(layout.edges.get(edge.id)?.label ?? { u: 0, y: 0 }, widths);
        return (
          <EdgeLabel
            key={edge.id}
            edge={edge}
            words={edgeInWords(edge, byId.get(edge.from), byId.get(edge.to))}
            x={x}
            y={y}
            maxWidth={widths.gap - 4}
            mark={markOf(marks, edge.id)}
          />
        );
      })}
    </ul>
  );
}

/** Paths depend on the layout and the widths alone; the rest is cheap. */
function useLines({ graph, layout, widths, marks }: GraphViewProps): readonly EdgeLine[] {
  const { node, gap } = widths;
  const paths = useMemo(
    () => new Map([...layout.edges].map(([id, { points }]) => [id, edgePath(points, { node, gap })] as const)),
    [layout, node, gap],
  );
  return graph.edges.map(({ id, state, perSecond }) => ({
    id,
    state,
    path: paths.get(id) ?? '',
    thickness: edgeWidth(perSecond),
    mark: markOf(marks, id),
  }));
}

interface PlacedNodeProps {
  readonly node: WatchNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isCompact: boolean;
  readonly isStop: boolean;
  readonly isSelected: boolean;
  readonly mark: 'none' | 'lit' | 'dim';
  readonly windowText: string;
  readonly select: (id: string) => void;
  readonly setCurrent: (id: string) => void;
}

const PlacedNode = memo(function PlacedNode(props: PlacedNodeProps) {
  const { node, x, y, width, height, isCompact, isStop, isSelected, mark, windowText, select, setCurrent } = props;
  return (
    <li style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}>
      <button
        type="button"
        class={`node ${node.kind} ${node.state} ${mark}`}
        data-node={node.id}
        title={printable(node.label)}
        tabIndex={isStop ? 0 : -1}
        aria-pressed={isSelected}
        onClick={() => select(node.id)}
        onFocus={() => setCurrent(node.id)}
      >
        <NodeCard {...{ node, windowText, isCompact }} />
      </button>
    </li>
  );
});

/** One node can be reached with Tab: the one that had the focus last, at first the first one. */
function useArrowKeys(nodes: GraphLayout['nodes']) {
  const ref = useRef<HTMLUListElement>(null);
  const [chosen, setCurrent] = useState<string>();
  const current = chosen !== undefined && nodes.has(chosen) ? chosen : nodes.keys().next().value;
  const onKeyDown = (event: KeyboardEvent) => {
    const key = ARROWS.find((arrow: Arrow) => arrow === event.key);
    const from = event.target instanceof HTMLElement ? event.target.dataset['node'] : undefined;
    const next = key && from !== undefined ? nextNode(nodes, from, key) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    ref.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  return { ref, current, setCurrent, onKeyDown };
}
