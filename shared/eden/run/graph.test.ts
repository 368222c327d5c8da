import { refused } from '../problem/attempt.ts';
import { reversed, runGraph } from './graph.ts';
import { DONE } from './step.ts';

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
      return failing.includes(id) ? refused({ code: 'aws', message: id }) : DONE;
    },
  });
  return { order, ...result, refused: result.refused.map(({ id }) => id) };
}

it('starts what is ready side by side and the rest in order, each once', async () => {
  expect(await run([], 'all')).toEqual({
    order: ['a', 'b', 'c', 'd'],
    done: ['a', 'b', 'c', 'd'],
    refused: [],
    skipped: [],
  });
});

it.each(['all', 'branch'] as const)('what needs a failed piece is left out (%s)', async (stopOn) => {
  expect(await run(['a'], stopOn)).toMatchObject({ done: ['b'], refused: ['a'], skipped: ['c', 'd'] });
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

it.each(['all', 'branch'] as const)(
  'an error waits for what runs, stops every start and is thrown (%s)',
  async (stopOn) => {
    const order: string[] = [];
    const running = runGraph(graph, {
      stopOn,
      mayStart: () => true,
      perform: async (id) => {
        if (id === 'a') throw new Error('lost');
        await Promise.resolve();
        order.push(id);
        return DONE;
      },
    });
    await expect(running).rejects.toThrow('lost');
    expect(order).toEqual(['b']);
  },
);
