import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { WatchEvents } from '../view.ts';
import type { Follow } from './follow.ts';

type Waiting = Map<keyof WatchEvents, string>;

/**
 * The events of one page. A page that reads slowly gets the newest of each kind, and not those in between: nothing piles up.
 */
export function streamEvents(c: Context, follow: Follow): Response {
  // HEAD has no body that could end: nothing is followed for it.
  if (c.req.method !== 'GET') return c.body(null, 200);
  return streamSSE(c, async (stream) => {
    const waiting: Waiting = new Map();
    let wake = Promise.withResolvers<void>();
    const stop = follow((event, json) => {
      waiting.set(event, json);
      wake.resolve();
    });
    stream.onAbort(() => {
      stop();
      wake.resolve();
    });
    try {
      for (let isOver = false; !isOver && !stream.aborted; ) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
        for (const [event, data] of take(waiting)) {
          await stream.writeSSE({ event, data });
          isOver ||= event === 'bye';
        }
      }
    } finally {
      stop();
    }
  });
}

/** All that waits, in the order in which it came; `reading` is in a `state` that waits with it. */
function take(waiting: Waiting): readonly (readonly [keyof WatchEvents, string])[] {
  const taken = [...waiting].filter(([event]) => event !== 'reading' || !waiting.has('state'));
  waiting.clear();
  return taken;
}
