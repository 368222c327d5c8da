import { memo } from 'preact/compat';
import type { WatchEdge } from '../../view.ts';
import { Since, Until } from '../follow/clock.tsx';
import { Icon } from '../parts/icon.tsx';
import { StateWord } from '../parts/state-word.tsx';
import { figuresText } from './edge-words.ts';

interface EdgeLabelProps {
  readonly edge: WatchEdge;
  readonly words: string;
  readonly x: number;
  readonly y: number;
  readonly maxWidth: number;
  readonly mark: 'none' | 'lit' | 'dim';
}

/** The text on an edge: its state, its rate and age, or since when and until when logs wait. */
export const EdgeLabel = memo(function EdgeLabel({ edge, words, x, y, maxWidth, mark }: EdgeLabelProps) {
  const classes = `edge-label ${edge.state} ${mark}`;
  return (
    <li class={classes} title={words} style={{ left: `${x}px`, top: `${y}px`, maxWidth: `${maxWidth}px` }}>
      <span class="visually-hidden">{words}</span>
      <span aria-hidden="true">
        <EdgeText edge={edge} />
      </span>
    </li>
  );
});

/** The text of an edge. */
export function EdgeText({ edge }: { readonly edge: WatchEdge }) {
  const { state, waits } = edge;
  if (state === 'waits' && waits !== undefined) {
    return (
      <>
        <span class="edge-part">
          <StateWord state="waits" /> <Since iso={waits.since} isShort />
        </span>
        <span class="edge-part">
          <Until iso={waits.deadLettersAt} past="no time" isShort /> left
        </span>
      </>
    );
  }
  // The nodes around it say in words that nothing is known.
  if (state === 'unknown') return <Icon name="unknown" />;
  const figures = state === 'quiet' ? '' : figuresText(edge);
  return (
    <>
      {(state !== 'flows' || figures === '') && <StateWord state={state} />}
      {figures !== '' && <span class="edge-part">{figures}</span>}
    </>
  );
}
