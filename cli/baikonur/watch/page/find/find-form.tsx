import type { RefObject } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { MAX_EXPLAINED_BYTES } from '../../page-requests.ts';
import { formatBytes } from '../format/quantity.ts';
import { Icon } from '../parts/icon.tsx';

const HOUR_MS = 3_600_000;
/** How far back the search goes, hours, with its words. */
const RANGES = [
  [1, '1 hour'],
  [24, '24 hours'],
  [168, '7 days'],
  [720, '30 days'],
] as const;
const DEFAULT_HOURS = 24;
/** Characters. A text area takes seconds to show a longer text; so it shows its beginning, and the form keeps the rest. */
const LONG_TEXT = 20_000;
const SHOWN_OF_LONG = 200;

interface FindFormProps {
  /** AWS's clock, epoch milliseconds. */
  readonly nowMs: () => number;
  readonly look: (text: string, since: string) => void;
  readonly clear: () => void;
}

/** Takes an id or a whole log. Enter looks for it, Shift-Enter begins a line, Escape clears. */
export function FindForm({ nowMs, look, clear }: FindFormProps) {
  const [text, setText] = useState('');
  const [hours, setHours] = useState(DEFAULT_HOURS);
  const field = useRef<HTMLTextAreaElement>(null);
  const isTooLong = useMemo(() => new Blob([text]).size > MAX_EXPLAINED_BYTES, [text]);
  const submit = (event?: Event) => {
    event?.preventDefault();
    if (text.trim() === '' || isTooLong) return;
    look(text, new Date(nowMs() - hours * HOUR_MS).toISOString());
  };
  const empty = () => {
    setText('');
    clear();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') empty();
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  return (
    <search class="find">
      <form onSubmit={submit}>
        <LogField field={field} text={text} setText={setText} onKeyDown={onKeyDown} />
        <RangeChoice hours={hours} choose={setHours} />
        <button type="submit" class="button primary" disabled={text.trim() === '' || isTooLong}>
          Find
        </button>
        {text !== '' && (
          <button type="button" class="button icon-only" aria-label="Clear" onClick={empty}>
            <Icon name="close" />
          </button>
        )}
      </form>
      {text.length > LONG_TEXT && (
        <p class="small muted">Only the beginning of the {formatBytes(text.length)} is shown.</p>
      )}
      {isTooLong && <p class="small tone-rejects">The text has more than {formatBytes(MAX_EXPLAINED_BYTES)}.</p>}
    </search>
  );
}

interface LogFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The text that is looked for; of a long one only the beginning is shown. */
function LogField({ field, text, setText, onKeyDown }: LogFieldProps) {
  const isLong = text.length > LONG_TEXT;
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData?.getData('text') ?? '';
    if (pasted.length <= LONG_TEXT) return;
    event.preventDefault();
    setText(pasted);
  };
  return (
    <label class="find-field">
      <Icon name="search" />
      <span class="visually-hidden">Id of a log, or a log</span>
      <textarea
        ref={field}
        rows={1}
        value={isLong ? `${text.slice(0, SHOWN_OF_LONG)} …` : text}
        readOnly={isLong}
        spellcheck={false}
        autocomplete="off"
        placeholder="Id of a log, or paste a log"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}

function RangeChoice({ hours, choose }: { readonly hours: number; readonly choose: (hours: number) => void }) {
  return (
    <label>
      <span class="visually-hidden">How far back</span>
      <select value={hours} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
        {RANGES.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
