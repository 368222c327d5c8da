import type { WatchEvents } from '../../view.ts';
import type { Happened } from './followed.ts';

/** Between two tries to reach a server that is away. */
const RETRY_MS = 1_500;
const DATA_EVENTS = ['state', 'reading', 'history', 'bye'] as const satisfies readonly (keyof WatchEvents)[];
/** Answers of a server that runs, and does not know this page's token. */
const MOVED = new Set([401, 403, 404]);

/**
 * Follows the server as long as the document is visible, and comes back by itself when it was away.
 * @returns a function that ends it
 */
export function connect(tell: (happened: Happened) => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    source = openSource(tell, () => {
      close();
      retry = setTimeout(() => void isMoved().then((moved) => (moved ? tell({ event: 'moved' }) : open())), RETRY_MS);
    });
  };
  const followVisibility = () => {
    if (document.hidden) {
      close();
      tell({ event: 'paused' });
    } else {
      tell({ event: 'opening' });
      open();
    }
  };
  document.addEventListener('visibilitychange', followVisibility);
  open();
  return () => {
    document.removeEventListener('visibilitychange', followVisibility);
    close();
  };
}

/** The browser's own retry ends for good at an answer that is an error: so each try is a source of its own. */
function openSource(tell: (happened: Happened) => void, lost: () => void): EventSource {
  const source = new EventSource('events');
  source.addEventListener('open', () => tell({ event: 'opened' }));
  for (const event of DATA_EVENTS) {
    source.addEventListener(event, ({ data }) => tell({ event, data: JSON.parse(data) }));
  }
  source.addEventListener('error', () => {
    tell({ event: 'lost' });
    lost();
  });
  return source;
}

async function isMoved(): Promise<boolean> {
  try {
    const { status } = await fetch('.', { method: 'HEAD', cache: 'no-store' });
    return MOVED.has(status);
  } catch {
    return false;
  }
}
