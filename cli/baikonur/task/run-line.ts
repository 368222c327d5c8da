import { printable } from '../../../shared/log/printable.ts';
import type { Shell } from '../shell.ts';
import type { PastRun } from './history.ts';

/** A run as one line. */
export function runLine({
  scheduledTime,
  rerun,
  status,
  startedAt,
  seconds,
  exitCode,
  reason,
  taskArn,
}: PastRun): string {
  const parts = [
    startedAt ?? scheduledTime ?? '-',
    rerun ? `${status} (rerun ${rerun})` : status,
    seconds === undefined ? undefined : `${seconds} s`,
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
    reason,
    taskArn.split('/').at(-1),
  ];
  return printable(parts.filter((part) => part !== undefined).join('  '));
}

/** Prints lines. */
export function writeLines(shell: Shell, lines: readonly string[]): void {
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
