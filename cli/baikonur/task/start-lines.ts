import { printable } from '../../../shared/log/printable.ts';
import type { StartResult } from '../../../shared/tasks/start-run.ts';
import { countText } from '../operator/quantity.ts';

/** The result of `task run`, in lines for people: what was started, or why it was not, and what to do next. */
export function startLines(name: string, stage: string, result: StartResult): readonly string[] {
  switch (result.status) {
    case 'started':
      return [`${name}: started ${countText(result.taskArns.length, 'task')}`, ...arnLines(result.taskArns)];
    case 'skipped':
      return [
        `${name}: nothing was started: overlap is forbid, and an earlier run is running for about ${countText(result.hours, 'hour')}`,
        ...result.running.map((group) => printable(`  ${group}`)),
        `next: ./baikonur task history ${name} --stage ${stage}`,
      ];
    case 'not_started':
      return [
        result.taskArns.length === 0
          ? `${name}: nothing was started`
          : `${name}: only ${countText(result.taskArns.length, 'task')} started`,
        ...arnLines(result.taskArns),
        ...problemLines(result.problems),
        'next: docs/runbooks/not-started.md',
      ];
  }
}

/** Tasks of one run mostly fail for one reason. */
function problemLines(problems: readonly string[]): readonly string[] {
  return [...Map.groupBy(problems, (problem) => problem)].map(([problem, { length }]) =>
    printable(`  ${problem}${length > 1 ? ` (${length} times)` : ''}`),
  );
}

function arnLines(arns: readonly string[]): readonly string[] {
  return arns.map((arn) => printable(`  ${arn}`));
}
