import type { Problem } from '../problem/problem.ts';
import type { StepResult } from './step.ts';

/** A piece of work and the pieces that must be done before it. */
export interface Node<Id extends string> {
  readonly id: Id;
  readonly needs: readonly Id[];
}

/** Options of {@link runGraph}. */
export interface GraphOptions<Id extends string> {
  readonly perform: (id: Id) => Promise<StepResult>;
  /** Asked before each start; false: nothing new is started. */
  readonly mayStart: () => boolean;
  /** `all`: one refusal stops every start; `branch`: only what needs the refused piece is left out. */
  readonly stopOn: 'all' | 'branch';
}

/** The result of each piece. Pieces that were running when another was refused have been waited for. */
export interface GraphResult<Id extends string> {
  readonly done: readonly Id[];
  readonly refused: readonly { readonly id: Id; readonly problems: readonly Problem[] }[];
  readonly skipped: readonly Id[];
}

/**
 * Works through a graph: a piece starts as soon as all it needs is done, independent pieces run side by side.
 * @throws the first error that a piece threw, once all running pieces have ended; nothing is started after it.
 */
export async function runGraph<Id extends string>(
  nodes: readonly Node<Id>[],
  options: GraphOptions<Id>,
): Promise<GraphResult<Id>> {
  const waiting = new Set(nodes);
  const done = new Set<Id>();
  const refused: { id: Id; problems: readonly Problem[] }[] = [];
  const thrown: unknown[] = [];
  const isStopped = (): boolean =>
    thrown.length > 0 || (options.stopOn === 'all' && refused.length > 0) || !options.mayStart();
  const launch = async (): Promise<void> => {
    const ready = [...waiting].filter(({ needs }) => needs.every((need) => done.has(need)));
    if (ready.length === 0 || isStopped()) return;
    for (const node of ready) waiting.delete(node);
    await Promise.all(ready.map(perform));
  };
  const perform = async ({ id }: Node<Id>): Promise<void> => {
    try {
      const result = await options.perform(id);
      if (result.status === 'refused') {
        refused.push({ id, problems: result.problems });
        return;
      }
      done.add(id);
    } catch (error) {
      thrown.push(error);
      return;
    }
    await launch();
  };
  await launch();
  if (thrown.length > 0) throw thrown[0];
  return { done: [...done], refused, skipped: [...waiting].map(({ id }) => id) };
}

/** The same graph backwards: a piece needs all that needed it. */
export function reversed<Id extends string>(nodes: readonly Node<Id>[]): readonly Node<Id>[] {
  return nodes.map(({ id }) => ({ id, needs: nodes.filter(({ needs }) => needs.includes(id)).map((node) => node.id) }));
}
