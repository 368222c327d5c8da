import type { OutcomeCounts } from '../../view.ts';
import { formatCount, formatShortCount } from '../format/quantity.ts';
import { OUTCOMES } from '../format/words.ts';
import { Icon, type IconName } from './icon.tsx';

type Outcome = (typeof OUTCOMES)[number]['key'];

const ICONS: Readonly<Record<Outcome, IconName>> = {
  delivered: 'delivered',
  filtered: 'filtered',
  rejected: 'rejects',
  retried: 'again',
};

/** Outcomes as one bar: its parts are as wide as their numbers. Those below two in a hundred are still seen. */
export function OutcomeBar({ counts }: { readonly counts: OutcomeCounts }) {
  const total = OUTCOMES.reduce((sum, { key }) => sum + counts[key], 0);
  return (
    <span class="bar" aria-hidden="true">
      {OUTCOMES.filter(({ key }) => counts[key] > 0).map(({ key }) => (
        <span key={key} class={`part ${key}`} style={{ flexGrow: Math.max(counts[key] / total, 0.02) }} />
      ))}
    </span>
  );
}

/** Outcomes as numbers with pictures; without those that are 0, except for delivered. */
export function OutcomeNumbers({ counts }: { readonly counts: OutcomeCounts }) {
  return (
    <span class="outcomes">
      {OUTCOMES.filter(({ key }) => key === 'delivered' || counts[key] > 0).map(({ key, word }) => (
        <span key={key} class={`outcome ${key}`} title={`${formatCount(counts[key])} ${word}`}>
          <Icon name={ICONS[key]} />
          {formatShortCount(counts[key])}
          <span class="visually-hidden"> {word}</span>
        </span>
      ))}
    </span>
  );
}

/** Outcomes as a sentence, for screen readers. */
export function outcomesInWords(counts: OutcomeCounts): string {
  return OUTCOMES.filter(({ key }) => key === 'delivered' || counts[key] > 0)
    .map(({ key, word }) => `${formatCount(counts[key])} ${word}`)
    .join(', ');
}
