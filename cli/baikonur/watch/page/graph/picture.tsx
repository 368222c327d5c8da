import type { WatchState } from '../../view.ts';
import { Panel } from '../parts/panel.tsx';
import { DeadLetterTray } from './dead-letter-tray.tsx';
import { FlowList } from './flow-list.tsx';
import { GraphView } from './graph-view.tsx';
import { Legend } from './legend.tsx';
import type { Marks } from './marks.ts';
import { columnWidths } from './picture-graph.ts';
import { useLayout } from './use-layout.ts';
import { useSize } from './use-size.ts';

/** The pipeline from left to right, dead letters below; where there is no room for columns, as a list. */
export function Picture({ state, marks }: { readonly state: WatchState; readonly marks: Marks }) {
  const { ref, size } = useSize<HTMLDivElement>();
  const { graph, layout } = useLayout(state, size.remPx);
  const widths = columnWidths(layout.columns, size.width, size.remPx);
  return (
    <Panel id="picture" title="Pipeline" aside={<span class="muted small">logs of the last {marks.windowText}</span>}>
      <div ref={ref} class="picture">
        {size.width > 0 &&
          (widths === undefined ? (
            <FlowList graph={graph} layout={layout} marks={marks} />
          ) : (
            <GraphView graph={graph} layout={layout} widths={widths} marks={marks} remPx={size.remPx} />
          ))}
        <DeadLetterTray graph={graph} marks={marks} />
      </div>
      <Legend />
    </Panel>
  );
}
