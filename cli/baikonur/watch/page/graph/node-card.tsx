import { printable } from '../../../../../shared/log/printable.ts';
import type { WatchNode } from '../../view.ts';
import { describeKind, KINDS, STATES } from '../format/words.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Name } from '../parts/name.tsx';
import { OutcomeBar, OutcomeNumbers, outcomesInWords } from '../parts/outcomes.tsx';
import { StateWord } from '../parts/state-word.tsx';

const DESTINATION_ICONS: Readonly<Record<string, IconName>> = {
  s3: 'bucket',
  search: 'search',
  fluent: 'send',
  firehose: 'send',
  stream: 'outside',
  http: 'send',
};

interface NodeCardProps {
  readonly node: WatchNode;
  /** The length of the time that numbers are of. */
  readonly windowText: string;
  readonly isCompact?: boolean;
}

/** The content of a node: name, what it is, its state; of a function also its outcomes. */
export function NodeCard({ node, windowText, isCompact = false }: NodeCardProps) {
  const { label, counts, state } = node;
  // The usual state has no colour of its own, and needs no word.
  const isSaid = state !== 'flows';
  return (
    <>
      <span class="node-name">
        <Icon name={iconOf(node)} />
        <span class={isCompact ? 'cut' : 'two-lines'}>{isCompact ? printable(label) : <Name name={label} />}</span>
        {isCompact && isSaid && <StateWord state={state} />}
      </span>
      {!isCompact && (
        <span class="node-line">
          <span class="cut muted">{describeKind(node)}</span>
          {isSaid && <StateWord state={state} />}
        </span>
      )}
      {/* A new element for new numbers: they light up for a moment. */}
      {counts !== undefined && !isCompact && <OutcomeNumbers key={counts.received} counts={counts} />}
      {counts !== undefined && <OutcomeBar counts={counts} />}
      <HiddenWords {...{ node, windowText, isCompact }} />
    </>
  );
}

/** All that is seen, but not written: for screen readers. */
export function HiddenWords({ node, windowText, isCompact = false }: NodeCardProps) {
  const { kind, state, sentence, counts } = node;
  const words = [
    KINDS[kind],
    ...(state === 'flows' ? [STATES[state].word] : []),
    ...(sentence === undefined ? [] : [printable(sentence)]),
    ...(counts === undefined ? [] : [isCompact ? `${outcomesInWords(counts)} in ${windowText}` : `in ${windowText}`]),
  ];
  return <span class="visually-hidden"> {words.join(', ')}</span>;
}

/** The picture of a node. */
function iconOf({ kind, type }: WatchNode): IconName {
  if (kind === 'destination') return DESTINATION_ICONS[type ?? ''] ?? 'send';
  return kind === 'applications' ? 'application' : kind;
}
