import type { WatchHistory, WatchReading, WatchState } from '../../view.ts';
import { shareUnchanged } from './share-unchanged.ts';

/**
 * The connection to the server. `ended`: it said so. `lost`: no one answers. `moved`: a server answers, but it has another
 * address. `paused`: the page is hidden.
 */
export type Link =
  | { readonly status: 'opening' | 'open' | 'paused' | 'moved' }
  | { readonly status: 'lost'; readonly sinceMs: number }
  | { readonly status: 'ended'; readonly sinceMs: number; readonly sentence: string };

/** All that the page knows. Moments are those of `performance.now()`. */
export interface Followed {
  readonly link: Link;
  readonly state?: WatchState;
  readonly reading?: WatchReading;
  readonly history?: WatchHistory;
  /** When `reading` arrived. */
  readonly readAtMs: number;
}

/** Something that happened to the connection, and when. */
export type Happened =
  | { readonly event: 'state'; readonly data: WatchState }
  | { readonly event: 'reading'; readonly data: WatchReading }
  | { readonly event: 'history'; readonly data: WatchHistory }
  | { readonly event: 'bye'; readonly data: { readonly sentence: string } }
  | { readonly event: 'opened' | 'lost' | 'paused' | 'opening' | 'moved' };

/** Before the first answer. */
export const NOTHING_FOLLOWED: Followed = { link: { status: 'opening' }, readAtMs: 0 };

/** All that is known after an event. Parts that did not change stay the same objects. */
export function followed(before: Followed, happened: Happened, nowMs: number): Followed {
  switch (happened.event) {
    case 'state': {
      const state = shareUnchanged(before.state, happened.data);
      return { ...before, link: { status: 'open' }, state, reading: state.reading, readAtMs: nowMs };
    }
    case 'reading':
      return { ...before, link: { status: 'open' }, reading: happened.data, readAtMs: nowMs };
    case 'history':
      return { ...before, history: shareUnchanged(before.history, happened.data) };
    case 'bye':
      return { ...before, link: { status: 'ended', sinceMs: nowMs, sentence: happened.data.sentence } };
    case 'opened':
      return { ...before, link: { status: 'open' } };
    case 'lost':
      return { ...before, link: lostSince(before.link, nowMs) };
    case 'paused':
    case 'opening':
    case 'moved':
      return { ...before, link: { status: happened.event } };
  }
}

/** A server that said that it ends is not lost; each further try that fails changes nothing. */
function lostSince(link: Link, nowMs: number): Link {
  return link.status === 'ended' || link.status === 'lost' ? link : { status: 'lost', sinceMs: nowMs };
}
