import { Graph, layout } from '@dagrejs/dagre';

/** A graph to lay out. All nodes are of one size. */
export interface GraphShape {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string }[];
}

/** Heights in px. */
export interface LayoutSizes {
  readonly nodeHeight: number;
  readonly nodeGap: number;
  readonly labelHeight: number;
}

/** `u` counts columns, 0 is the middle of the first; `y` is in px. */
export interface GraphPoint {
  readonly u: number;
  readonly y: number;
}

/** Where nodes (their middles) and edges are. It holds for every width: only the size of a column depends on it. */
export interface GraphLayout {
  readonly columns: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, GraphPoint>;
  /** From node to node; `label` is a point on the edge. */
  readonly edges: ReadonlyMap<string, { readonly points: readonly GraphPoint[]; readonly label: GraphPoint }>;
}

/** Any width does: columns are counted from it. */
const NODE_WIDTH = 100;
const COLUMN_GAP = 100;
const EDGE_GAP = 8;
/** An edge has a point for its label only where the label has a width. */
const LABEL_WIDTH = 1;
/** Lays a graph out from left to right, with few crossings. It takes seconds for some hundred nodes. */
export function layOut({ nodes, edges }: GraphShape, sizes: LayoutSizes): GraphLayout {
  if (nodes.length === 0) return { columns: 0, height: 0, nodes: new Map(), edges: new Map() };
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: sizes.nodeGap, edgesep: EDGE_GAP, ranksep: COLUMN_GAP });
  for (const id of nodes) graph.setNode(id, { width: NODE_WIDTH, height: sizes.nodeHeight });
  for (const { id, from, to } of edges) {
    graph.setEdge(from, to, { width: LABEL_WIDTH, height: sizes.labelHeight, labelpos: 'c' }, id);
  }
  layout(graph);
  const columnOf = (x: number) => (x - NODE_WIDTH / 2) / (NODE_WIDTH + COLUMN_GAP + LABEL_WIDTH);
  const place = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }) => ({ u: columnOf(x), y });
  const placed = new Map(nodes.map((id) => [id, place(graph.node(id))] as const));
  return {
    columns: Math.round(Math.max(...[...placed.values()].map(({ u }) => u))) + 1,
    height: Math.max(...[...placed.values()].map(({ y }) => y)) + sizes.nodeHeight / 2,
    nodes: placed,
    edges: new Map(
      edges.map(({ id, from, to }) => {
        const label = graph.edge(from, to, id);
        return [id, { points: through(placed, from, to, (label.points ?? []).map(place)), label: place(label) }];
      }),
    ),
  };
}

/** The points between two nodes, and the middles of both nodes instead of the points on their borders. */
function through(
  placed: ReadonlyMap<string, GraphPoint>,
  from: string,
  to: string,
  points: readonly GraphPoint[],
): readonly GraphPoint[] {
  const [start, end] = [placed.get(from), placed.get(to)];
  return [...(start ? [start] : []), ...points.slice(1, -1), ...(end ? [end] : [])];
}
