import { largeState } from '../../testing/large-state.ts';
import { HEALTHY } from '../../testing/states.ts';
import { layOut } from './lay-out.ts';
import { layOutRows } from './lay-out-rows.ts';
import { columnWidths, shapeOf, signatureOf, sizesOf, toPictureGraph } from './picture-graph.ts';

const REM = 14;

it('dead letters are below, with the edges that lead to them', () => {
  const { nodes, edges, below, downwards } = toPictureGraph(HEALTHY.nodes, HEALTHY.edges);
  expect([...nodes, ...below]).toHaveLength(HEALTHY.nodes.length);
  expect([...edges, ...downwards]).toHaveLength(HEALTHY.edges.length);
  expect(below.map(({ kind }) => kind)).toEqual(['deadLetters']);
  expect(new Set(downwards.map(({ to }) => to))).toEqual(new Set([below[0]?.id]));
});

it('the signature depends on what there is, not on how it is', () => {
  const graph = toPictureGraph(HEALTHY.nodes, HEALTHY.edges);
  const changed = HEALTHY.nodes.map((one) => ({ ...one, state: 'waits' as const }));
  expect(signatureOf(toPictureGraph(changed, HEALTHY.edges))).toBe(signatureOf(graph));
  expect(signatureOf(toPictureGraph(HEALTHY.nodes.slice(1), HEALTHY.edges))).not.toBe(signatureOf(graph));
});

it.each([
  ['a small stage', HEALTHY, false],
  ['200 functions', largeState(), true],
])('%s: nodes are in columns, later ones to the right, and none covers another', (_, { nodes, edges }, isCompact) => {
  const graph = toPictureGraph(nodes, edges);
  expect(graph.isCompact).toBe(isCompact);
  const sizes = sizesOf(graph.isCompact, REM);
  const placed = isCompact ? layOutRows(shapeOf(graph), sizes) : layOut(shapeOf(graph), sizes);
  const at = (id: string) => placed.nodes.get(id) ?? { u: Number.NaN, y: Number.NaN };
  for (const { id } of graph.nodes) {
    expect(Math.abs(at(id).u - Math.round(at(id).u))).toBeLessThan(0.01);
    expect(at(id).u).toBeLessThan(placed.columns);
    expect(at(id).y + sizes.nodeHeight / 2).toBeLessThanOrEqual(placed.height);
  }
  for (const { from, to } of graph.edges) expect(at(from).u).toBeLessThan(at(to).u);
  const columns = Map.groupBy(graph.nodes, ({ id }) => Math.round(at(id).u));
  for (const column of columns.values()) {
    const ys = column.map(({ id }) => at(id).y).sort((a, b) => a - b);
    for (const [index, y] of ys.slice(1).entries()) expect(y - (ys[index] ?? 0)).toBeGreaterThan(sizes.nodeHeight);
  }
});

it('a graph without nodes has no columns', () => {
  expect(layOut({ nodes: [], edges: [] }, sizesOf(false, REM)).columns).toBe(0);
});

it.each([
  [6, 360, undefined],
  [6, 1100, undefined],
  [6, 1248, 'fits'],
  [6, 2500, 'fits'],
  [1, 300, 'fits'],
  [0, 300, undefined],
])('%i columns in %i px', (columns, width, expected) => {
  const widths = columnWidths(columns, width, REM);
  expect(widths === undefined ? undefined : 'fits').toBe(expected);
  if (widths) expect(columns * widths.node + (columns - 1) * widths.gap).toBeLessThanOrEqual(width + 0.01);
});

it('a large graph may have a circle', () => {
  const edges = [
    { id: '1', from: 'a', to: 'b' },
    { id: '2', from: 'b', to: 'a' },
  ];
  const { nodes } = layOutRows({ nodes: ['a', 'b'], edges }, sizesOf(true, REM));
  expect(nodes.get('a')).not.toEqual(nodes.get('b'));
});
