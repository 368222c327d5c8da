import { useEffect, useRef, useState } from 'preact/hooks';
import { printable } from '../../../../../shared/log/printable.ts';
import { MAX_SENT_BYTES, type SendAnswer } from '../../page-requests.ts';
import { type Answered, ask } from '../ask/ask.ts';
import { useAnswer } from '../ask/use-answer.ts';
import { formatBytes, formatCount } from '../format/quantity.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';

const SHOWN_IDS = 5;

/** Only at stage local: sends samples, or a file that is dropped anywhere on the page. */
export function SendLogs({ look }: { readonly look: (id: string) => void }) {
  const { asked, run } = useAnswer<SendAnswer>();
  const input = useRef<HTMLInputElement>(null);
  const send = (file?: File) => run((signal) => sendFile(file, signal));
  const isDropping = useDrop((file) => send(file));
  const isSending = asked.status === 'asking';
  return (
    <Panel id="send" title="Send logs">
      <div class="send">
        <button type="button" class="button primary" onClick={() => send()} disabled={isSending}>
          <Icon name="send" />
          Send samples
        </button>
        <button type="button" class="button" onClick={() => input.current?.click()} disabled={isSending}>
          <Icon name="file" />
          Send a file
        </button>
        <input
          ref={input}
          type="file"
          hidden
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file !== undefined) send(file);
            currentTarget.value = '';
          }}
        />
        <span class="muted small">or drop one on the page: a log on each line</span>
      </div>
      <div class="sent" aria-live="polite">
        {isSending && <p class="muted">Sending …</p>}
        {asked.status === 'refused' && <p class="tone-rejects">Nothing was sent: {printable(asked.error)}</p>}
        {asked.status === 'answered' && <Sent answer={asked.value} look={look} />}
      </div>
      {isDropping && <div class="drop">Drop the file to send the logs in it</div>}
    </Panel>
  );
}

async function sendFile(file: File | undefined, signal: AbortSignal): Promise<Answered<SendAnswer>> {
  if (file !== undefined && file.size > MAX_SENT_BYTES) {
    return {
      status: 'refused',
      error: `${file.name} has ${formatBytes(file.size)}, at most ${formatBytes(MAX_SENT_BYTES)}`,
    };
  }
  return ask<SendAnswer>('send', { body: file ?? new Blob([]), signal });
}

/** The first logs of it can be looked for at once. */
function Sent({ answer, look }: { readonly answer: SendAnswer; readonly look: (id: string) => void }) {
  const { sentence, refused, ids } = answer;
  return (
    <>
      <p>{printable(sentence)}</p>
      {refused > 0 && <p class="tone-rejects">{formatCount(refused)} were not taken by the stream.</p>}
      <ul class="ids" aria-label="Logs of it, to look for">
        {ids.slice(0, SHOWN_IDS).map((id) => (
          <li key={id}>
            <button type="button" class="link mono" onClick={() => look(id)}>
              {printable(id)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Takes a file that is dropped on the document. @returns true while one is held over it */
function useDrop(drop: (file: File) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(drop);
  latest.current = drop;
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) latest.current(file);
    };
    const ended = new AbortController();
    const { signal } = ended;
    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', leave, { signal });
    document.addEventListener('drop', dropped, { signal });
    return () => ended.abort();
  }, []);
  return isOver;
}
