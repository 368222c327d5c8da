import type { FlowState } from '../../view.ts';
import { STATES } from '../format/words.ts';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Readonly<Record<FlowState, IconName>> = {
  flows: 'flows',
  quiet: 'quiet',
  waits: 'waits',
  rejects: 'rejects',
  stopped: 'stands',
  missing: 'missing',
  unknown: 'unknown',
};

/** A state as picture and word; the colour only underlines them. */
export function StateWord({ state, isBadge = false }: { readonly state: FlowState; readonly isBadge?: boolean }) {
  const { word, tone } = STATES[state];
  return (
    <span class={`state ${tone}${isBadge ? ' badge' : ''}`}>
      <Icon name={ICONS[state]} />
      {word}
    </span>
  );
}
