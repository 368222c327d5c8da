import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { printable } from '../../../shared/log/printable.ts';
import { countText, durationText } from '../operator/quantity.ts';
import { type Column, renderRows } from '../operator/table.ts';
import { createPaint } from '../output/paint.ts';
import type { Shell } from '../shell.ts';
import type { DeadLetterGroup } from './group-dead-letters.ts';

const MAX_ERROR_LENGTH = 400;

/** Groups as text: a table, with the newest error of each group below its line. */
export function describeGroups(
  groups: readonly DeadLetterGroup[],
  { topology, shell }: { readonly topology: Pick<Topology, 'functions'>; readonly shell: Shell },
): string {
  if (groups.length === 0) return 'no dead letters\n';
  const paint = createPaint(shell.stdout, shell.env);
  const [head = [], ...lines] = renderRows(columnsOf(topology.functions, shell.now()), groups, shell.stdout.columns);
  const text = groups.flatMap(({ example }, index) => [
    ...(lines[index] ?? []),
    `  ${paint('yellow', printable(shorten(example.error)))}`,
    `  ${paint('dim', `${printable(example.key)} line ${example.line}`)}`,
  ]);
  const sum = groups.reduce((total, { count }) => total + count, 0);
  const groupsText = countText(groups.length, 'group');
  return `${[...head.map((line) => paint('bold', line)), ...text, '', `${countText(sum, 'dead letter')} in ${groupsText}`].join('\n')}\n`;
}

function columnsOf(functions: readonly StreamFunction[], nowMs: number): readonly Column<DeadLetterGroup>[] {
  const ids = new Map(functions.map(({ name, id }) => [name, id]));
  const ago = (time: string): string => `${durationText(nowMs - Date.parse(time))} ago`;
  return [
    { head: 'COUNT', text: ({ count }) => count.toLocaleString('en-US'), align: 'right' },
    { head: 'NEWEST', text: ({ newest }) => ago(newest) },
    { head: 'OLDEST', text: ({ oldest }) => ago(oldest) },
    { head: 'FUNCTION', text: (group) => ids.get(group.function) ?? group.function, isName: true },
    { head: 'TARGET', text: ({ target }) => target, isName: true },
    { head: 'REASON', text: ({ reason }) => reason },
    { head: 'TYPE', text: ({ logType }) => logType ?? '(unknown)', isName: true },
  ];
}

function shorten(error: string): string {
  return error.length > MAX_ERROR_LENGTH ? `${error.slice(0, MAX_ERROR_LENGTH)}…` : error;
}
