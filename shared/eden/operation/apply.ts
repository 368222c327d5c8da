import { STEP_ORDER } from '../environment/step-id.ts';
import type { Problem } from '../problem/problem.ts';
import { runGraph } from '../run/graph.ts';
import type { CreateRun, Found, Run } from '../run/run.ts';
import { performStep } from '../run/step.ts';
import { createTranscript } from '../run/transcript.ts';
import { STEP_NODES, stepOf } from './steps.ts';

/** How long a step of a driver without deadline waits for AWS, in ms. */
const MAX_WAIT_MS = 120_000;

/**
 * Applies the steps of an environment and returns what keeps it from being ready.
 * @throws LeaseLost when another run took over.
 */
export async function applyAll(run: Run, found: Found, isFirst: boolean): Promise<readonly Problem[]> {
  const { clock, deadline } = run.deps;
  const transcript = createTranscript(STEP_ORDER, run.say);
  const waitUntilMs = deadline?.stepsUntilMs ?? clock.now() + MAX_WAIT_MS;
  const isStopped = run.deps.isInterrupted ?? (() => false);
  const create: CreateRun = { ...run, found, made: {}, isFirst, waitUntilMs, isStopped };
  const result = await runGraph(STEP_NODES, {
    stopOn: 'all',
    mayStart: () => !isStopped() && (deadline === undefined || clock.now() < deadline.stepsUntilMs),
    perform: async (id) => {
      const say = (line: string): void => transcript.say(id, line);
      const applied = await performStep(() => stepOf(id).apply({ ...create, say }));
      if (applied.status === 'done') transcript.end(id);
      return applied;
    },
  }).finally(transcript.endAll);
  if (result.refused.length > 0) return result.refused.flatMap(({ problems }) => problems);
  if (result.skipped.length === 0) return [];
  const skipped = result.skipped.join(', ');
  if (isStopped()) return [{ code: 'interrupted', message: `Interrupted before: ${skipped}.` }];
  return [{ code: 'deadline', message: `Time ran out before: ${skipped}.` }];
}
