import type { GraphLayout, GraphPoint } from './lay-out.ts';

/** The keys that go from node to node. */
export const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'] as const;

/** One of {@link ARROWS}. */
export type Arrow = (typeof ARROWS)[number];

/**
 * The node that a key leads to: up and down in the column, left and right to the nearest node of the next column, Home
 * and End to the first and the last. `undefined`: there is none.
 */
export function nextNode(nodes: GraphLayout['nodes'], from: string, key: Arrow): string | undefined {
  const here = nodes.get(from);
  if (here === undefined) return undefined;
  const all = [...nodes].sort(([, a], [, b]) => columnOf(a) - columnOf(b) || a.y - b.y);
  switch (key) {
    case 'Home':
      return all[0]?.[0];
    case 'End':
      return all.at(-1)?.[0];
    case 'ArrowUp':
      return all.findLast(([, point]) => columnOf(point) === columnOf(here) && point.y < here.y)?.[0];
    case 'ArrowDown':
      return all.find(([, point]) => columnOf(point) === columnOf(here) && point.y > here.y)?.[0];
    case 'ArrowLeft':
      return nearest(all, here, columnOf(here) - 1);
    case 'ArrowRight':
      return nearest(all, here, columnOf(here) + 1);
  }
}

function nearest(
  all: readonly (readonly [string, GraphPoint])[],
  here: GraphPoint,
  column: number,
): string | undefined {
  const candidates = all.filter(([, point]) => columnOf(point) === column);
  const distance = ([, { y }]: readonly [string, GraphPoint]) => Math.abs(y - here.y);
  return candidates.toSorted((a, b) => distance(a) - distance(b))[0]?.[0];
}

function columnOf({ u }: GraphPoint): number {
  return Math.round(u);
}
