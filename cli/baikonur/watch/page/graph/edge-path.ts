import { curveBumpX, line } from 'd3-shape';
import type { GraphPoint } from './lay-out.ts';
import type { ColumnWidths } from './picture-graph.ts';

/** A point of the picture, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const toPath = line<Point>(
  ({ x }) => x,
  ({ y }) => y,
).curve(curveBumpX);

/** The middle of a column's part, px. */
export function toPx({ u, y }: GraphPoint, { node, gap }: ColumnWidths): Point {
  return { x: node / 2 + u * (node + gap), y };
}

/** The curve of an edge, from the right border of its first node to the left border of its last. */
export function edgePath(points: readonly GraphPoint[], widths: ColumnWidths): string {
  const last = points.length - 1;
  const half = widths.node / 2;
  const moved = points.map((point, index) => {
    const { x, y } = toPx(point, widths);
    return { x: index === 0 ? x + half : index === last ? x - half : x, y };
  });
  return toPath(moved) ?? '';
}

/** How thick an edge is, px: each factor of ten adds one. */
export function edgeWidth(perSecond: number | undefined): number {
  return Math.min(6, 1.5 + Math.log10(1 + (perSecond ?? 0)));
}
