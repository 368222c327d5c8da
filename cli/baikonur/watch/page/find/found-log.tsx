import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import {
  type DeadLetterRequest,
  type ExplainedLog,
  type FindAnswer,
  MOST_COUNTED,
  type WayStep,
} from '../../page-requests.ts';
import { At } from '../follow/clock.tsx';
import { formatCount } from '../format/quantity.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import type { Finder } from './use-finder.ts';

const STEP_ICONS: Readonly<Record<WayStep['kind'], IconName>> = {
  arrived: 'stream',
  routed: 'flows',
  delivered: 'delivered',
  filtered: 'filtered',
  deadLetter: 'deadLetters',
  waits: 'waits',
  other: 'quiet',
};

const STATUS_WORDS: Readonly<Record<FindAnswer['status'], string>> = {
  found: 'Found. Its way is shown in the picture.',
  notFound: 'Not found where it was looked for.',
  notLookedAt: 'It could not be looked for.',
};

interface FoundLogProps {
  readonly finder: Finder;
  readonly open: (deadLetter: DeadLetterRequest) => void;
}

/** The log that was asked for: where it is, and what happens to it. */
export function FoundLog({ finder, open }: FoundLogProps) {
  const { explained, found, clear } = finder;
  const ref = useRef<HTMLDivElement>(null);
  const isAsking = explained.status === 'asking' || found.status === 'asking';
  // It may have been asked for far below.
  useEffect(() => {
    if (isAsking) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isAsking]);
  if (explained.status === 'nothing' && found.status === 'nothing') return null;
  const close = (
    <button type="button" class="button" onClick={clear}>
      Close
    </button>
  );
  return (
    <Panel id="found" title="The log" aside={close}>
      <div ref={ref} class="found" aria-live="polite">
        <Found found={found} open={open} />
        <Explained explained={explained} />
      </div>
    </Panel>
  );
}

function Found({ found, open }: { readonly found: Finder['found']; readonly open: FoundLogProps['open'] }) {
  switch (found.status) {
    case 'nothing':
      return null;
    case 'asking':
      return <p class="muted">Looking for it …</p>;
    case 'refused':
      return <p class="tone-rejects">It was not looked for: {printable(found.error)}</p>;
    case 'answered':
      return <Way answer={found.value} open={open} />;
  }
}

function Way({ answer, open }: { readonly answer: FindAnswer; readonly open: FoundLogProps['open'] }) {
  return (
    <div>
      <h3>Where it is</h3>
      <p>{STATUS_WORDS[answer.status]}</p>
      <ol class="way">
        {answer.steps.map((step, index) => (
          <li key={index} class={step.kind}>
            <Icon name={STEP_ICONS[step.kind]} />
            <div>
              <p>{printable(step.sentence)}</p>
              {step.place !== undefined && <p class="mono muted">{printable(step.place)}</p>}
              {step.at !== undefined && (
                <p class="muted small">
                  <At iso={step.at} />
                </p>
              )}
              <OpenButton step={step} open={open} />
            </div>
          </li>
        ))}
      </ol>
      {answer.notLookedAt.length > 0 && (
        <p class="muted small">Not looked at: {answer.notLookedAt.map(printable).join('; ')}</p>
      )}
    </div>
  );
}

function OpenButton({ step, open }: { readonly step: WayStep; readonly open: FoundLogProps['open'] }) {
  const { deadLetter } = step;
  if (deadLetter === undefined) return null;
  return (
    <button type="button" class="button" onClick={() => open(deadLetter)}>
      Open the dead letter
    </button>
  );
}

function Explained({ explained }: { readonly explained: Finder['explained'] }) {
  switch (explained.status) {
    case 'nothing':
      return null;
    case 'asking':
      return <p class="muted">Explaining it …</p>;
    case 'refused':
      return <p class="tone-rejects">It was not explained: {printable(explained.error)}</p>;
    case 'answered': {
      const { logs, count } = explained.value;
      return (
        <div>
          <h3>What happens to it</h3>
          {count !== 1 && (
            <p class="muted">
              {formatCount(count)}
              {count === MOST_COUNTED && ' or more'} logs{count > logs.length && `; the first ${logs.length} are shown`}
            </p>
          )}
          {logs.map((log, index) => (
            <Verdict key={index} log={log} />
          ))}
        </div>
      );
    }
  }
}

function Verdict({ log }: { readonly log: ExplainedLog }) {
  const { outcome, lines } = log;
  const tone = outcome === 'rejected' ? 'rejects' : outcome === 'valid' ? 'flows' : 'plain';
  const icon = outcome === 'rejected' ? 'rejects' : outcome === 'valid' ? 'delivered' : 'filtered';
  return (
    <div class="verdict">
      <span class={`state badge ${tone}`}>
        <Icon name={icon} />
        {outcome}
      </span>
      <pre class="lines">{lines.map(printable).join('\n')}</pre>
    </div>
  );
}
