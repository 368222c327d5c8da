import { asText } from './handshake.ts';

/**
 * Chunks that were written on one connection and wait for their ack: a pure state machine. Only an ack that names a
 * waiting chunk confirms it; everything else is a reason to give the connection up.
 */
export interface AckWindow {
  /** Ids in the order written. */
  readonly waiting: readonly string[];
  readonly maxWaiting: number;
}

/** What a message of the receiver means to the window. */
export type AckStep =
  | { readonly status: 'confirmed'; readonly id: string; readonly window: AckWindow }
  | { readonly status: 'fault'; readonly error: string };

/** At most this many characters of a receiver's answer go into a sentence. */
const MAX_QUOTED = 40;

/** An empty window for at most `maxWaiting` chunks. */
export function openWindow(maxWaiting: number): AckWindow {
  return { waiting: [], maxWaiting };
}

export function hasRoom(window: AckWindow): boolean {
  return window.waiting.length < window.maxWaiting;
}

/** A chunk was written. */
export function expectAck(window: AckWindow, id: string): AckWindow {
  return {
    ...window,
    waiting: [...window.waiting, id],
  };
}

/** Takes one decoded message (strings as raw bytes): an ack of a waiting chunk, or a fault. */
export function takeAck(window: AckWindow, message: unknown): AckStep {
  const isMap = typeof message === 'object' && message !== null && 'ack' in message;
  if (!isMap) return { status: 'fault', error: 'answered with something that is no ack' };
  const id = asText(message.ack);
  if (window.waiting.includes(id)) {
    return { status: 'confirmed', id, window: { ...window, waiting: window.waiting.filter((other) => other !== id) } };
  }
  return { status: 'fault', error: `acknowledged ${JSON.stringify(id.slice(0, MAX_QUOTED))}, which is not waiting` };
}
