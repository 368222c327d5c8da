import { formatProblem, type Problem } from '../../shared/deploy/topology/problem.ts';
import { countText } from '../baikonur/operator/quantity.ts';
import type { TaskPlan } from '../baikonur/task/next-runs.ts';
import type { CheckedStages } from './check-stages.ts';

/** Lines for people, by stream. */
export interface CheckLines {
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Problems as they are, warnings behind the word `warning` and in yellow; the counts at the end. */
export function printCheck(checked: CheckedStages, yellow: (text: string) => string): CheckLines {
  const { valid, problems, warnings } = checked;
  const counts = [countOf(problems, 'problem'), countOf(warnings, 'warning')].flat();
  return {
    out: valid.flatMap(({ stage, streams, functions, tasks = [] }) => [
      `${stage}: ok (${countText(streams, 'stream')}; functions ${functions.join(', ')})`,
      ...tasks.map(taskLine),
    ]),
    err: [
      ...problems.map(formatProblem),
      ...warnings.map((warning) => yellow(`${warning.file}:${warning.line}: warning: ${warning.message}`)),
      ...(counts.length === 0 ? [] : [`${counts.join(', ')} in config/`]),
    ],
  };
}

function taskLine({ name, isEnabled, schedule, nextRuns }: TaskPlan): string {
  const runs = nextRuns.length === 0 ? `no time known (${schedule})` : nextRuns.join(', ');
  return `  ${name}: ${isEnabled ? runs : 'switched off'}`;
}

function countOf({ length }: readonly Problem[], what: string): readonly string[] {
  return length === 0 ? [] : [countText(length, what)];
}
