import type { WatchEdge, WatchNode } from '../../view.ts';
import type { GraphShape, LayoutSizes } from './lay-out.ts';

/** From this many nodes on, a node is one line. */
const COMPACT_FROM = 60;

/** The parts of a state that the picture lays out, and those that it draws below. */
export interface PictureGraph {
  readonly isCompact: boolean;
  readonly nodes: readonly WatchNode[];
  readonly edges: readonly WatchEdge[];
  /** Nodes of dead letters: below the others. */
  readonly below: readonly WatchNode[];
  /** Edges that lead to them. */
  readonly downwards: readonly WatchEdge[];
}

/** Divides nodes and edges into those that are laid out and those below. */
export function toPictureGraph(nodes: readonly WatchNode[], edges: readonly WatchEdge[]): PictureGraph {
  const below = nodes.filter(({ kind }) => kind === 'deadLetters');
  const isBelow = new Set(below.map(({ id }) => id));
  const above = nodes.filter(({ id }) => !isBelow.has(id));
  const known = new Set(above.map(({ id }) => id));
  return {
    isCompact: above.length >= COMPACT_FROM,
    nodes: above,
    edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)),
    below,
    downwards: edges.filter(({ to }) => isBelow.has(to)),
  };
}

/** A text of all that the layout depends on: equal ones have the same layout. */
export function signatureOf({ nodes, edges }: PictureGraph): string {
  return JSON.stringify([nodes.map(({ id }) => id), edges.map(({ id }) => id)]);
}

/** Only what the layout needs. */
export function shapeOf({ nodes, edges }: PictureGraph): GraphShape {
  return { nodes: nodes.map(({ id }) => id), edges: edges.map(({ id, from, to }) => ({ id, from, to })) };
}

/** Heights at a font size of `remPx`. */
export function sizesOf(isCompact: boolean, remPx: number): LayoutSizes {
  return isCompact
    ? { nodeHeight: 2.1 * remPx, nodeGap: 0.4 * remPx, labelHeight: 1.2 * remPx }
    : { nodeHeight: 5.8 * remPx, nodeGap: 1 * remPx, labelHeight: 2.6 * remPx };
}

/** The widths of a node and of the gap beside it. */
export interface ColumnWidths {
  readonly node: number;
  readonly gap: number;
}

const MIN_NODE_REM = 9.2;
const MAX_NODE_REM = 17;
const MIN_GAP_REM = 6;
const MAX_GAP_REM = 12;

/** How wide columns are in `width` px. `undefined`: there is no room for them side by side. */
export function columnWidths(columns: number, width: number, remPx: number): ColumnWidths | undefined {
  const gaps = columns - 1;
  const least = columns * MIN_NODE_REM * remPx + gaps * MIN_GAP_REM * remPx;
  if (columns === 0 || width < least) return undefined;
  // What is left over: a node grows three times as fast as a gap.
  const share = (width - least) / (3 * columns + gaps);
  const node = Math.min(MAX_NODE_REM * remPx, MIN_NODE_REM * remPx + 3 * share);
  if (gaps === 0) return { node, gap: 0 };
  return { node, gap: Math.min(MAX_GAP_REM * remPx, (width - columns * node) / gaps) };
}
