import type { Problem } from '../problem/problem.ts';
import type { Run } from '../run/run.ts';
import type { Meeting } from '../run/together.ts';

/** Waits for the other runs of a group, with the lease kept; undefined: go on. A run without a group goes on at once. */
export async function meet(run: Run, meeting: Meeting): Promise<Problem | undefined> {
  return await run.deps.together?.meet(meeting, run.journal.touch);
}
