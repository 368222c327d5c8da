import { asText } from './handshake.ts';

/**
 * Chunks that were written to one connection and wait for their ack: a pure state machine. Only an ack with the id of
 * a waiting chunk confirms it; after anything else the connection is closed.
 */
export interface AckWindow {
  /** Ids in the order written. */
  readonly waiting: readonly string[];
  readonly maxWaiting: number;
}

/** The meaning of a receiver's message. */
export type AckStep =
  | { readonly status: 'confirmed'; readonly id: string; readonly window: AckWindow }
  | { readonly status: 'fault'; readonly error: string };

/** Longest part of a receiver's answer in an error message, characters. */
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
