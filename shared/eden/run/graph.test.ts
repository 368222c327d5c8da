import { reversed, runGraph } from './graph.ts';

const nodes = [
  { id: 'a', needs: [] },
  { id: 'b', needs: [] },
  { id: 'c', needs: ['a', 'b'] },
  { id: 'd', needs: ['c'] },
] as const;
const graph = nodes.map(({ id, needs }) => ({ id: id as string, needs: needs as readonly string[] }));

async function run(failing: readonly string[], stopOn: 'all' | 'branch', mayStart = () => true) {
  const order: string[] = [];
  const result = await runGraph(graph, {
    stopOn,
    mayStart,
    perform: async (id) => {
      order.push(id);
      await Promise.resolve();
      if (failing.includes(id)) throw new Error(id);
    },
  });
  return { order, ...result, failures: result.failures.map(({ id }) => id) };
}

it('starts what is ready side by side and the rest in order, each once', async () => {
  expect(await run([], 'all')).toEqual({
    order: ['a', 'b', 'c', 'd'],
    done: ['a', 'b', 'c', 'd'],
    failures: [],
    skipped: [],
  });
});

it.each(['all', 'branch'] as const)('what needs a failed piece is left out (%s)', async (stopOn) => {
  expect(await run(['a'], stopOn)).toMatchObject({ done: ['b'], failures: ['a'], skipped: ['c', 'd'] });
});

it('starts nothing when it may not', async () => {
  expect(await run([], 'all', () => false)).toMatchObject({ order: [], skipped: ['a', 'b', 'c', 'd'] });
});

it('backwards, the last comes first', () => {
  expect(reversed(graph)).toEqual([
    { id: 'a', needs: ['c'] },
    { id: 'b', needs: ['c'] },
    { id: 'c', needs: ['d'] },
    { id: 'd', needs: [] },
  ]);
});
