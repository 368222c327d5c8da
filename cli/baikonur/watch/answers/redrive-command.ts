import type { Topology } from '../../../../shared/deploy/topology/topology.ts';
import { printable } from '../../../../shared/log/printable.ts';
import { isTypePattern } from '../../../../shared/log/type-pattern.ts';
import { ONLY_TARGET } from '../../../../shared/pipeline/outcome.ts';
import { shellWord } from '../../../program/shell-word.ts';
import type { DeadLetterGroup } from '../../dead-letters/group-dead-letters.ts';

/** Part of an error that names it well enough. */
const LEAST_ERROR = 8;

/** The parts of a dead letter by which `redrive` selects it. */
interface Selected {
  readonly function: string;
  readonly target: string;
  readonly reason: string;
}

/** The command that puts a group back, after it has shown its plan. */
export function redriveGroup(topology: Topology, group: DeadLetterGroup): string {
  const { logType, error, example } = group;
  const part = errorPart(error, example.error);
  return commandOf(topology, group, [
    ...(logType !== null && isTypePattern(logType) && !logType.includes('*') ? ['--type', logType] : []),
    ...(part === undefined ? [] : ['--error', part]),
  ]);
}

/** The command that puts one dead letter back, after it has shown its plan. */
export function redriveOne(topology: Topology, one: Selected & { readonly identity: string }): string {
  return commandOf(topology, one, ['--id', one.identity]);
}

function commandOf({ stage, functions }: Topology, selected: Selected, others: readonly string[]): string {
  const { function: name, target, reason } = selected;
  const id = functions.find((fn) => fn.name === name)?.id ?? name;
  const options = [
    ...['--stage', stage, '--function', id, '--reason', reason],
    ...(target === ONLY_TARGET ? [] : ['--target', target]),
    ...others,
  ];
  return `./baikonur redrive ${pairs(options).join(' ')}`;
}

/** A text that a terminal would obey is not for copying: without that option more is selected, which the plan shows. */
function pairs(options: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < options.length; index += 2) {
    const [name = '', value = ''] = options.slice(index, index + 2);
    // An option's name as a value would be taken for one.
    if (printable(value) === value && value !== '' && !value.startsWith('-')) kept.push(name, shellWord(value));
  }
  return kept;
}

/** The longest part of a folded error that its example has as it is. */
function errorPart(folded: string, example: string): string | undefined {
  const parts = folded.split('…').map((part) => part.trim());
  const [longest] = parts
    .filter((part) => part.length >= LEAST_ERROR && example.includes(part) && !part.startsWith('/'))
    .sort((one, other) => other.length - one.length);
  return longest;
}
