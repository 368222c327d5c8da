import type { GraphLayout, GraphPoint, GraphShape, LayoutSizes } from './lay-out.ts';

type Edge = GraphShape['edges'][number];

/**
 * Lays a large graph out in rows: what follows a part is to the right of it, in its row or in rows below. Everything starts
 * at the top, chains are straight, and it takes time in proportion to the graph's size.
 */
export function layOutRows({ nodes, edges }: GraphShape, { nodeHeight, nodeGap }: LayoutSizes): GraphLayout {
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const entering = Map.groupBy(edges, ({ to }) => to);
  const columns = columnsOf(nodes, leaving, entering);
  const rows = rowsOf(nodes, columns, leaving, entering);
  const yOf = (row: number) => nodeHeight / 2 + row * (nodeHeight + nodeGap);
  const placed = new Map<string, GraphPoint>(
    nodes.map((id) => [id, { u: columns.get(id) ?? 0, y: yOf(rows.get(id) ?? 0) }] as const),
  );
  const at = (id: string) => placed.get(id) ?? { u: 0, y: 0 };
  return {
    columns: Math.max(...columns.values()) + 1,
    height: yOf(Math.max(...rows.values())) + nodeHeight / 2,
    nodes: placed,
    edges: new Map(
      edges.map(({ id, from, to }) => {
        const [start, end] = [at(from), at(to)];
        // Where many edges leave a node, their labels are at their ends, each in its own row.
        const fansOut = (leaving.get(from)?.length ?? 0) > 1;
        const label = fansOut ? { u: end.u - 0.5, y: end.y } : { u: start.u + 0.5, y: start.y };
        return [id, { points: [start, label, end], label }] as const;
      }),
    ),
  };
}

/** A node is in the column behind the last of those before it. A circle is cut where it closes. */
function columnsOf(
  nodes: readonly string[],
  leaving: ReadonlyMap<string, readonly Edge[]>,
  entering: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, number> {
  const columns = new Map<string, number>(nodes.map((id) => [id, 0]));
  const waiting = new Map(nodes.map((id) => [id, entering.get(id)?.length ?? 0] as const));
  const ready = nodes.filter((id) => waiting.get(id) === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const { to } of leaving.get(id) ?? []) {
      columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(id) ?? 0) + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return columns;
}

/** Depth first: the first that follows is in the same row, the others below it. A row of a column holds one node. */
function rowsOf(
  nodes: readonly string[],
  columns: ReadonlyMap<string, number>,
  leaving: ReadonlyMap<string, readonly Edge[]>,
  entering: ReadonlyMap<string, readonly Edge[]>,
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const free = new Map<number, number>();
  const place = (id: string, wanted: number) => {
    if (rows.has(id)) return;
    const column = columns.get(id) ?? 0;
    const row = Math.max(wanted, free.get(column) ?? 0);
    rows.set(id, row);
    free.set(column, row + 1);
    for (const { to } of leaving.get(id) ?? []) place(to, row);
  };
  for (const id of nodes) if (!entering.has(id)) place(id, 0);
  for (const id of nodes) place(id, 0);
  return rows;
}
