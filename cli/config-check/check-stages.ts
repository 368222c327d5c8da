import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { type Problem, sortProblems } from '../../shared/deploy/topology/problem.ts';
import { type ConfigTexts, stagesOf, unreadFiles } from '../../shared/deploy/topology/sections.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { planTask, type TaskPlan } from '../baikonur/task/next-runs.ts';

/** A stage without problems. */
interface ValidStage {
  readonly stage: string;
  readonly streams: number;
  readonly functions: readonly string[];
  /** The next runs of `config/tasks.yml`; absent: it has no task. */
  readonly tasks?: readonly TaskPlan[];
}

/** The result of a check, as `--json` prints it. */
export interface CheckedStages {
  readonly valid: readonly ValidStage[];
  /** Refused: packaging would fail. */
  readonly problems: readonly Problem[];
  /** Works, and is probably not meant. */
  readonly warnings: readonly Problem[];
}

const NO_STAGE: Problem = { file: 'config/stages', line: 1, message: 'no stage has a file, such as dev.yml' };

/**
 * Checks the configuration of some stages, or of all. What stages share is reported once.
 * @param nowMs for the next runs of tasks, and warnings about times that are over.
 */
export function checkStages(texts: ConfigTexts, stages: readonly string[], nowMs?: number): CheckedStages {
  const checked = stages.length > 0 ? [...new Set(stages)] : stagesOf(texts);
  if (checked.length === 0) return { valid: [], problems: [NO_STAGE], warnings: unreadFiles(texts) };
  const parsed = checked.map((stage) => parseTopology(MANIFESTS, texts, stage, nowMs));
  return {
    valid: parsed.flatMap((one) => (one.status === 'valid' ? [describe(one.topology, nowMs)] : [])),
    problems: inOrder(parsed.flatMap((one) => (one.status === 'valid' ? [] : one.problems))),
    warnings: inOrder(parsed.flatMap(({ warnings }) => warnings)),
  };
}

function describe({ stage, streams, functions, cleaner, tasks }: Topology, nowMs: number | undefined): ValidStage {
  const all = [...functions, ...(cleaner === undefined ? [] : [cleaner])];
  return {
    stage,
    streams: streams.length,
    functions: all.map(({ id }) => id),
    ...(nowMs === undefined || tasks.length === 0 ? {} : { tasks: tasks.map((task) => planTask(task, nowMs)) }),
  };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return sortProblems([...distinct.values()]);
}
