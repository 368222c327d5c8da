import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchEdge, WatchNode } from '../../view.ts';
import { formatDuration } from '../format/duration.ts';
import { formatRate } from '../format/quantity.ts';
import { STATES } from '../format/words.ts';

const SECOND_MS = 1_000;

/** The age of the oldest log that waits: `<1 s`, `40 min`. */
export function lagText(lagMs: number): string {
  return lagMs < SECOND_MS ? '<1 s' : formatDuration(lagMs);
}

/** Rate and age in one line: `12/s · 3 s`. */
export function figuresText({ perSecond, lagMs }: WatchEdge): string {
  return [
    ...(perSecond === undefined ? [] : [formatRate(perSecond)]),
    ...(lagMs === undefined ? [] : [lagText(lagMs)]),
  ].join(' · ');
}

/** An edge in one sentence, for screen readers and as the title of its label. */
export function edgeInWords(edge: WatchEdge, from: WatchNode | undefined, to: WatchNode | undefined): string {
  const { state, perSecond, lagMs, types, sentence, waits } = edge;
  return [
    `from ${printable(from?.label ?? edge.from)} to ${printable(to?.label ?? edge.to)}: ${STATES[state].word}`,
    ...(perSecond === undefined ? [] : [`${formatRate(perSecond)} logs`]),
    ...(lagMs === undefined ? [] : [`the oldest log that waits is ${lagText(lagMs)} old`]),
    ...(types === undefined ? [] : [`log types: ${types.map(printable).join(', ')}`]),
    ...(sentence === undefined ? [] : [printable(sentence)]),
    ...(waits === undefined ? [] : [`logs wait since ${waits.since}, dead letters begin at ${waits.deadLettersAt}`]),
  ].join('. ');
}
