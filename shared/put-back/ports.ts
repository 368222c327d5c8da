import type { RedriveEvent, RedriveOutcome } from '../pipeline/redrive/redrive-event.ts';
import type { Receipt } from './receipt.ts';

/** A payload of an object, ready to be sent. */
export interface Item {
  /** In its object, from 1. */
  readonly line: number;
  /** The function that is meant: its name on AWS. */
  readonly function: string;
  readonly target: string;
  readonly generation: number;
  readonly record: RedriveEvent['records'][number];
}

/** A line of an object: an item, or why it stays where it is. */
export type ReadItem =
  | { readonly status: 'item'; readonly item: Item }
  /** `isProblem`: it is no line that was simply not selected. */
  | { readonly status: 'left'; readonly line: number; readonly why: string; readonly isProblem: boolean };

/** The answer to a group of items that were sent together. */
export type Sent =
  | { readonly status: 'answered'; readonly outcomes: readonly RedriveOutcome[] }
  /** AWS took no part of it for now. */
  | { readonly status: 'throttled'; readonly error: string }
  /** The function died of it, or ran into its time-out: some of it may be delivered. */
  | { readonly status: 'crashed'; readonly error: string }
  /** It can never be sent. */
  | { readonly status: 'refused'; readonly error: string };

/** Sends items of one function, target and generation. */
export type SendItems = (items: readonly Item[]) => Promise<Sent>;

/** The version of a stored receipt, by which it is only replaced if no other process replaced it. */
export type ReceiptVersion = string;

/** Receipts of objects. A write takes effect only if the stored version is the one that was read (`undefined`: none). */
export interface ReceiptStore {
  readonly read: (
    source: string,
  ) => Promise<{ readonly receipt: Receipt; readonly version: ReceiptVersion } | undefined>;
  /** @returns the new version; `undefined`: another one was there. */
  readonly write: (
    source: string,
    receipt: Receipt,
    expected: ReceiptVersion | undefined,
  ) => Promise<ReceiptVersion | undefined>;
  readonly remove: (source: string) => Promise<void>;
}

/** The objects that are worked on. */
export interface Sources {
  /** The items of an object; `undefined`: it is gone. */
  readonly open: (source: string) => Promise<AsyncIterable<readonly ReadItem[]> | undefined>;
  /** Takes an object away that is settled as a whole. May be called again after it died in the middle. */
  readonly finish: (source: string, run: string) => Promise<void>;
}
