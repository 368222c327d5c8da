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
        <label class="find-field">
          <Icon name="search" />
          <span class="visually-hidden">Id of a log, or a log</span>
          <textarea
            ref={field}
            rows={1}
            value={text}
            spellcheck={false}
            autocomplete="off"
            placeholder="Id of a log, or paste a log"
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </label>
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
      {isTooLong && <p class="small tone-rejects">The text has more than {formatBytes(MAX_EXPLAINED_BYTES)}.</p>}
    </search>
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
