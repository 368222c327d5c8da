import { printable } from '../../../../../shared/log/printable.ts';
import { formatCount } from '../format/quantity.ts';
import { Icon } from '../parts/icon.tsx';
import { StateWord } from '../parts/state-word.tsx';
import { type Marks, markOf } from './marks.ts';
import { HiddenWords } from './node-card.tsx';
import type { PictureGraph } from './picture-graph.ts';

/** Dead letters, below the pipeline: how many, and from which functions some come now. */
export function DeadLetterTray({ graph, marks }: { readonly graph: PictureGraph; readonly marks: Marks }) {
  const labelOf = new Map(graph.nodes.map(({ id, label }) => [id, label] as const));
  return (
    <>
      {graph.below.map((node) => {
        const from = graph.downwards.filter(({ to, state }) => to === node.id && state === 'rejects');
        return (
          <button
            key={node.id}
            type="button"
            class={`tray node ${node.kind} ${node.state} ${markOf(marks, node.id)}`}
            data-node={node.id}
            aria-pressed={node.id === marks.selected}
            onClick={() => marks.select(node.id)}
          >
            <span class="node-name">
              <Icon name="deadLetters" />
              {printable(node.label)}
            </span>
            {node.deadLetters !== undefined && (
              <span>
                {formatCount(node.deadLetters)} <span class="muted">in 24 hours</span>
              </span>
            )}
            {from.length > 0 && (
              <span class="cut muted">
                from {from.map((edge) => printable(labelOf.get(edge.from) ?? edge.from)).join(', ')}
              </span>
            )}
            {node.state !== 'flows' && node.state !== 'quiet' && <StateWord state={node.state} />}
            <HiddenWords node={node} windowText={marks.windowText} />
          </button>
        );
      })}
    </>
  );
}
