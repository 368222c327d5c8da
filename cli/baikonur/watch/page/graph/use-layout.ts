import { useMemo } from 'preact/hooks';
import type { WatchState } from '../../view.ts';
import { type GraphLayout, layOut } from './lay-out.ts';
import { layOutRows } from './lay-out-rows.ts';
import { type PictureGraph, shapeOf, signatureOf, sizesOf, toPictureGraph } from './picture-graph.ts';

/** The graph of a state with its layout, which is made anew only when nodes or edges come or go. */
export function useLayout(
  { nodes, edges }: Pick<WatchState, 'nodes' | 'edges'>,
  remPx: number,
): { readonly graph: PictureGraph; readonly layout: GraphLayout } {
  const graph = useMemo(() => toPictureGraph(nodes, edges), [nodes, edges]);
  const signature = signatureOf(graph);
  // The signature is all that the layout depends on.
  const layout = useMemo(() => {
    const sizes = sizesOf(graph.isCompact, remPx);
    return graph.isCompact ? layOutRows(shapeOf(graph), sizes) : layOut(shapeOf(graph), sizes);
  }, [signature, remPx]);
  return { graph, layout };
}
