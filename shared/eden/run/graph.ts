/** A piece of work and the pieces that must be done before it. */
export interface Node<Id extends string> {
  readonly id: Id;
  readonly needs: readonly Id[];
}

/** How a graph is worked off. */
export interface GraphOptions<Id extends string> {
  readonly perform: (id: Id) => Promise<void>;
  /** Asked before each start; false: nothing new is started. */
  readonly mayStart: () => boolean;
  /** `all`: one failure stops every start; `branch`: only what needs the failed piece is left out. */
  readonly stopOn: 'all' | 'branch';
}

/** What became of each piece. What was running when something failed has been waited for. */
export interface GraphResult<Id extends string> {
  readonly done: readonly Id[];
  readonly failures: readonly { readonly id: Id; readonly error: unknown }[];
  readonly skipped: readonly Id[];
}

/** Works off a graph: a piece starts as soon as all it needs is done, independent pieces run side by side. */
export async function runGraph<Id extends string>(
  nodes: readonly Node<Id>[],
  options: GraphOptions<Id>,
): Promise<GraphResult<Id>> {
  const waiting = new Set(nodes);
  const done = new Set<Id>();
  const failures: { id: Id; error: unknown }[] = [];
  const launch = async (): Promise<void> => {
    const ready = [...waiting].filter(({ needs }) => needs.every((need) => done.has(need)));
    const isStopped = (options.stopOn === 'all' && failures.length > 0) || ready.length === 0 || !options.mayStart();
    if (isStopped) return;
    for (const node of ready) waiting.delete(node);
    await Promise.all(ready.map(perform));
  };
  const perform = async ({ id }: Node<Id>): Promise<void> => {
    try {
      await options.perform(id);
      done.add(id);
    } catch (error) {
      failures.push({ id, error });
      return;
    }
    await launch();
  };
  await launch();
  return { done: [...done], failures, skipped: [...waiting].map(({ id }) => id) };
}

/** The same graph backwards: a piece needs all that needed it. */
export function reversed<Id extends string>(nodes: readonly Node<Id>[]): readonly Node<Id>[] {
  return nodes.map(({ id }) => ({ id, needs: nodes.filter(({ needs }) => needs.includes(id)).map((node) => node.id) }));
}
