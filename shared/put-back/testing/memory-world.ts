import type { RedriveOutcome } from '../../pipeline/redrive/redrive-event.ts';
import type { Item, ReceiptStore, SendItems, Sent, Sources } from '../ports.ts';
import type { Receipt } from '../receipt.ts';

/** A process was killed here. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Objects, receipts and deliveries: they outlive a process. */
export interface MemoryWorld {
  /** Lines of each object. */
  readonly objects: Map<string, number>;
  readonly moved: Map<string, string>;
  readonly receipts: Map<string, { readonly receipt: Receipt; readonly version: string }>;
  /** Identities, in the order of delivery. */
  readonly delivered: string[];
  /** Groups of lines, as they were sent. */
  readonly groups: string[];
  /** Answer of the function; default: everything is delivered. */
  answer: (items: readonly Item[]) => Sent | undefined;
}

/** The ports of one process in a world. */
export interface MemoryPorts {
  readonly receipts: ReceiptStore;
  readonly sources: Sources;
  readonly send: SendItems;
}

/** Called before and after each effect; what it throws ends the process there. */
export type OnEffect = (moment: 'before' | 'after', effect: string) => Promise<void> | void;

/** A world with some objects of so many lines. */
export function createMemoryWorld(objects: Readonly<Record<string, number>>): MemoryWorld {
  return {
    objects: new Map(Object.entries(objects)),
    moved: new Map(),
    receipts: new Map(),
    delivered: [],
    groups: [],
    answer: () => undefined,
  };
}

/** The ports of a process. */
export function createMemoryPorts(world: MemoryWorld, onEffect: OnEffect = () => undefined): MemoryPorts {
  let writes = 0;
  const effect = async <T>(name: string, perform: () => T): Promise<T> => {
    await onEffect('before', name);
    const result = perform();
    await onEffect('after', name);
    return result;
  };
  return {
    receipts: {
      read: async (source) => {
        await onEffect('before', 'read');
        return world.receipts.get(source);
      },
      write: (source, receipt, expected) =>
        effect('write', () => {
          if (world.receipts.get(source)?.version !== expected) return undefined;
          const version = `${receipt.owner?.pid}-${++writes}`;
          world.receipts.set(source, { receipt: structuredClone(receipt), version });
          return version;
        }),
      remove: (source) => effect('remove', () => void world.receipts.delete(source)),
    },
    sources: {
      open: async (source) => {
        await onEffect('before', 'open');
        const lines = world.objects.get(source);
        return lines === undefined ? undefined : listsOf(source, lines);
      },
      finish: async (source, run) => {
        await effect('copy', () => void world.moved.set(source, run));
        await effect('delete', () => void world.objects.delete(source));
      },
    },
    send: (items) => effect('send', () => send(world, items)),
  };
}

function send(world: MemoryWorld, items: readonly Item[]): Sent {
  world.groups.push(items.map(({ record }) => record.identity).join());
  const answered = world.answer(items);
  if (answered !== undefined && answered.status !== 'answered') return answered;
  const outcomes = answered?.outcomes ?? items.map((item) => outcome(item, 'delivered'));
  for (const { identity, status } of outcomes) if (status === 'delivered') world.delivered.push(identity);
  return { status: 'answered', outcomes };
}

/** An outcome of the function. */
export function outcome(item: Item, status: RedriveOutcome['status'], more: Partial<RedriveOutcome> = {}) {
  return { identity: item.record.identity, status, counts: { [status]: 1 }, ...more };
}

async function* listsOf(source: string, lines: number) {
  for (let line = 1; line <= lines; line++) {
    const record = { identity: `${source}/s/${line}`, partitionKey: '', arrivedAt: '', data: 'e30=' };
    yield [{ status: 'item' as const, item: { line, function: 'f', target: '-', generation: 1, record } }];
  }
}
