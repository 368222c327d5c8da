import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import type { DeadLetterRequest, OpenedDeadLetter } from '../../page-requests.ts';
import { ask } from '../ask/ask.ts';
import { type Asked, useAnswer } from '../ask/use-answer.ts';
import { formatBytes } from '../format/quantity.ts';
import { printableText } from '../format/words.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { Icon } from '../parts/icon.tsx';

/** Dead letters that are looked at, one after the other, and which of them is shown. */
export interface Opened {
  readonly deadLetters: readonly DeadLetterRequest[];
  readonly index: number;
}

interface DeadLetterDialogProps {
  readonly opened: Opened;
  readonly show: (opened: Opened | undefined) => void;
}

const NOW_WORDS: Readonly<Record<OpenedDeadLetter['now']['status'], string>> = {
  accepted: 'would be taken now',
  destination: 'the destination decides',
  refused: 'would be refused again',
  filtered: 'would be filtered now',
  unknownFunction: 'its function is not known',
};

/** One dead letter, whole: the record, its error, what is said of it today, and the command that puts it back. */
export function DeadLetterDialog({ opened, show }: DeadLetterDialogProps) {
  const { deadLetters, index } = opened;
  const wanted = deadLetters[index];
  const { asked, run } = useAnswer<OpenedDeadLetter>();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (wanted !== undefined) run((signal) => ask('dead-letter', { body: wanted, signal }));
  }, [wanted, run]);
  const step = (by: number) => show({ deadLetters, index: index + by });
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dead-letter-title" onClose={() => show(undefined)}>
      <header class="panel-head">
        <h2 id="dead-letter-title">Dead letter</h2>
        <div class="panel-aside">
          {deadLetters.length > 1 && (
            <>
              <button type="button" class="button" disabled={index === 0} onClick={() => step(-1)}>
                Newer
              </button>
              <span class="muted small">
                {index + 1} of {deadLetters.length}
              </span>
              <button type="button" class="button" disabled={index === deadLetters.length - 1} onClick={() => step(1)}>
                Older
              </button>
            </>
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            <Icon name="close" />
            Close
          </button>
        </div>
      </header>
      <Content asked={asked} />
    </dialog>
  );
}

function Content({ asked }: { readonly asked: Asked<OpenedDeadLetter> }) {
  if (asked.status === 'refused') return <p class="tone-rejects">It could not be read: {printable(asked.error)}</p>;
  if (asked.status !== 'answered') return <p class="muted">Reading it …</p>;
  const { reason, error, now, redrive, fields, record, key, line } = asked.value;
  return (
    <div class="dead-letter">
      <section aria-label="Why">
        <h3>{printable(reason)}</h3>
        <pre class="box">{printableText(error)}</pre>
      </section>
      <section aria-label="Today">
        <h3>Today</h3>
        <p>
          <span
            class={`state badge ${now.status === 'accepted' ? 'flows' : now.status === 'refused' ? 'rejects' : 'plain'}`}
          >
            <Icon name={now.status === 'accepted' ? 'done' : now.status === 'refused' ? 'rejects' : 'quiet'} />
            {NOW_WORDS[now.status]}
          </span>
        </p>
        <p>{printable(now.sentence)}</p>
      </section>
      <section aria-label="Put it back">
        <h3>Put it back</h3>
        <CommandLine command={redrive} what="the redrive command" />
        <p class="small muted">It shows its plan first. With --run it is done.</p>
      </section>
      <section aria-label="The record">
        <h3>
          The record <span class="muted small">{recordWords(record)}</span>
        </h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled, so the keyboard must reach it */}
        <section class="box record" tabIndex={0} aria-label="Data of the record">
          <pre>{printableText(record.data)}</pre>
        </section>
      </section>
      <section aria-label="What is known of it">
        <dl class="pairs">
          {[...fields, { label: 'object', value: `${key}, line ${line}` }].map(({ label, value }) => (
            <div key={label}>
              <dt>{printable(label)}</dt>
              <dd class="mono">{printable(value)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function recordWords({ bytes, encoding, isCut }: OpenedDeadLetter['record']): string {
  const form = encoding === 'base64' ? ', not UTF-8: shown as base64' : '';
  return `${formatBytes(bytes)}${form}${isCut ? ', only its beginning is shown' : ''}`;
}
