import type { EdenState } from '../aws/ports.ts';
import type { EnvironmentItem, ItemKey, ItemPatch } from '../environment/item.ts';
import { isLeased } from '../environment/phase.ts';
import { itemKey, type MemoryState } from './memory-state.ts';

/** The table's conditional writes on a state in memory. */
export function createMemoryTable(state: MemoryState): EdenState {
  const write = (key: ItemKey, isAllowed: (item: EnvironmentItem) => boolean, patch: ItemPatch): boolean => {
    const item = state.items.get(itemKey(key));
    if (item === undefined || !isAllowed(item)) return false;
    state.items.set(itemKey(key), patched(item, patch));
    return true;
  };
  return {
    takeItem: async (key, lease, patch) => {
      const before = state.items.get(itemKey(key));
      if (before === undefined && !lease.mayCreate) return { status: 'missing' };
      if (before !== undefined && isLeased(before, lease.nowMs) && before.run_id !== lease.runId)
        return { status: 'held', item: copy(before) };
      const own = { run_id: lease.runId, lease_holder: lease.holder, lease_until: lease.untilMs };
      state.items.set(itemKey(key), patched(before ?? { ...key }, { set: { ...patch.set, ...own } }));
      return { status: 'taken', before: copy(before) };
    },
    writeItem: async (key, runId, patch) => (write(key, ({ run_id }) => run_id === runId, patch) ? 'written' : 'lost'),
    writeItems: async (writes) => {
      const answers = writes.map(({ key, runId }) =>
        state.items.get(itemKey(key))?.run_id === runId ? ('written' as const) : ('lost' as const),
      );
      if (!answers.includes('lost')) for (const { key, patch } of writes) write(key, () => true, patch);
      return answers;
    },
    unlockItem: async (key, runId) =>
      write(key, () => true, { set: { run_id: runId }, remove: ['lease_until', 'lease_holder'] })
        ? 'written'
        : 'missing',
    deleteItem: async (key, runId) => {
      const item = state.items.get(itemKey(key));
      if (item !== undefined && runId !== undefined && item.run_id !== runId) return 'lost';
      state.items.delete(itemKey(key));
      return 'deleted';
    },
  };
}

/** An item after a patch, `journal.<step>` as a path. */
function patched(item: EnvironmentItem, { set, remove = [] }: ItemPatch): EnvironmentItem {
  const now: Record<string, unknown> = { ...item, journal: { ...item.journal } };
  for (const [path, value] of Object.entries(set)) {
    const step = /^journal\.(.+)$/.exec(path)?.[1];
    if (value === undefined) continue;
    if (step === undefined) now[path] = copy(value);
    else now['journal'] = { ...(now['journal'] as object), [step]: copy(value) };
  }
  for (const name of remove) delete now[name];
  return now as unknown as EnvironmentItem;
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
