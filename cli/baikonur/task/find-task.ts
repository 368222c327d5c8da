import { didYouMean } from '../../../shared/deploy/topology/nearest-name.ts';
import type { ScheduledTask, Topology } from '../../../shared/deploy/topology/topology.ts';
import { UsageError } from '../shell.ts';

/**
 * A task of the stage by its name.
 * @throws {UsageError} that names the tasks there are.
 */
export function findTask({ tasks, stage }: Topology, name: string): ScheduledTask {
  const task = tasks.find((candidate) => candidate.name === name);
  if (task !== undefined) return task;
  const names = tasks.map((candidate) => candidate.name);
  if (names.length === 0) throw new UsageError([`config/tasks.yml has no task (stage ${stage})`]);
  const given = JSON.stringify(name);
  throw new UsageError([
    `no task ${given} in config/tasks.yml${didYouMean(name, names)}; there are ${names.join(', ')}`,
  ]);
}
