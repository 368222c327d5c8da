import type { Command } from 'commander';
import { didYouMean } from '../../shared/deploy/topology/nearest-name.ts';

/** Refuses `help` for a command that does not exist, which commander answers with the help of the program. */
export function checkHelp(program: Command, args: readonly string[]): void {
  let command = program;
  for (const [index, word] of args.entries()) {
    const known = command.commands.map((child) => child.name());
    const next = args[index + 1];
    if (word === 'help' && next !== undefined && !next.startsWith('-') && ![...known, 'help'].includes(next)) {
      command.error(`error: unknown command '${next}'${didYouMean(next, known)}`);
    }
    const child = command.commands.find((one) => one.name() === word);
    if (child === undefined) return;
    command = child;
  }
}
