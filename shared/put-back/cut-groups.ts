import { MAX_REDRIVE_RECORDS } from '../pipeline/redrive/redrive-event.ts';
import type { Lines } from './line-ranges.ts';
import type { Item, ReadItem } from './ports.ts';

/** Items that are sent together; one object of s3-sink is made of them, so that the same group makes the same object. */
const MAX_ITEMS = 500;
/** Bytes of an event; Lambda takes 6 MB. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_EVENT_BYTES = 5_000_000;
/** Of an item, besides its texts. */
const ITEM_BYTES = 300;

/** Options of {@link cutGroups}. */
export interface GroupOptions {
  /** Lines that were sent before and got no answer: they are sent together again, as they were. */
  readonly again: ReadonlySet<number>;
  readonly skip: Lines;
  readonly onLeft: (left: Extract<ReadItem, { status: 'left' }>) => void;
  /** Every line that is no blank one. */
  readonly onLine: (line: number) => void;
}

/** Cuts the items of an object into groups of one function, target and generation, in order. */
export async function* cutGroups(
  lists: AsyncIterable<readonly ReadItem[]>,
  { again, skip, onLeft, onLine }: GroupOptions,
): AsyncGenerator<readonly Item[]> {
  const repeated: Item[] = [];
  let group: Item[] = [];
  let bytes = 0;
  // An event has each identity once; a file that a person put together may have one twice.
  const identities = new Set<string>();
  for await (const list of lists) {
    for (const read of list) {
      const line = read.status === 'item' ? read.item.line : read.line;
      onLine(line);
      if (skip.has(line)) continue;
      if (read.status === 'left') {
        onLeft(read);
        continue;
      }
      const { item } = read;
      if (again.has(line)) {
        repeated.push(item);
        if (repeated.length === again.size) yield* parts(repeated.splice(0));
        continue;
      }
      const size = itemBytes(item);
      const { identity } = item.record;
      if (group.length > 0 && (identities.has(identity) || !fits(group, item, bytes + size))) {
        yield group;
        [group, bytes] = [[], 0];
        identities.clear();
      }
      group.push(item);
      identities.add(identity);
      bytes += size;
    }
  }
  if (repeated.length > 0) yield* parts(repeated);
  if (group.length > 0) yield group;
}

/** About the bytes that an item takes in an event. */
export function itemBytes({ record: { data, identity, partitionKey, cloudwatch } }: Item): number {
  const origin = cloudwatch === undefined ? 0 : JSON.stringify(cloudwatch).length;
  return ITEM_BYTES + data.length + 3 * (identity.length + partitionKey.length + origin);
}

function fits(group: readonly Item[], item: Item, bytes: number): boolean {
  const [first] = group;
  return group.length < MAX_ITEMS && bytes <= MAX_EVENT_BYTES && (first === undefined || isAlike(first, item));
}

function isAlike(a: Item, b: Item): boolean {
  return a.function === b.function && a.target === b.target && a.generation === b.generation;
}

/** Lines that were one group are one again, unless they changed. */
function* parts(items: readonly Item[]): Generator<readonly Item[]> {
  let group: Item[] = [];
  for (const item of items) {
    const [first] = group;
    if (first !== undefined && (!isAlike(first, item) || group.length === MAX_REDRIVE_RECORDS)) {
      yield group;
      group = [];
    }
    group.push(item);
  }
  if (group.length > 0) yield group;
}
