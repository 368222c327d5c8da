import { Argument, Command, Option } from 'commander';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import type { Completions, ValuedOption, ValueWords } from './completion-words.ts';
import { zshScript } from './completion-zsh.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type ShellName = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<ShellName, (name: string, completions: Completions) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Values that depend on files, by what stands for them in a command: `stage` for `--stage <stage>`. */
export type ValueLists = Readonly<Record<string, () => readonly string[]>>;

/**
 * `<program> completion <shell>`: prints a script that completes commands, options and the values of options. For values
 * that depend on files the script calls `<program> completion --values <what>`.
 */
export function completionCommand(program: Command, print: (text: string) => void, lists: ValueLists = {}): Command {
  const name = program.name();
  return new Command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('[shell]', 'the shell').choices(SHELLS))
    .addOption(new Option('--values <what>', 'print the values that depend on files').hideHelp())
    .addHelpText(
      'after',
      `
Add to the shell's start-up file, with ${name} on the PATH (or an alias to it):
  bash   eval "$(${name} completion bash)"
  zsh    eval "$(${name} completion zsh)"
  fish   ${name} completion fish | source`,
    )
    .action((shell: ShellName | undefined, { values }: { readonly values?: string }, command: Command) => {
      if (values !== undefined) print(valuesOf(lists[values]));
      else if (shell !== undefined) print(SCRIPTS[shell](name, completionsOf(program, lists)));
      else command.error(`error: expected a shell: ${SHELLS.join(', ')}`);
    });
}

/** In the middle of a command line there is no place for an error. */
function valuesOf(list: (() => readonly string[]) | undefined): string {
  try {
    return (list?.() ?? []).map((value) => `${value}\n`).join('');
  } catch {
    return '';
  }
}

/** All commands, their visible options, and the values of these. */
function completionsOf(program: Command, lists: ValueLists): Completions {
  const words = new Map<string, readonly string[]>();
  const listed = new Map<string, ValueWords>();
  const valued: ValuedOption[] = [];
  const visit = (command: Command, path: readonly string[]): void => {
    const children = command.commands.map((child) => child.name());
    const key = path.join(' ');
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    const options = command.createHelp().visibleOptions(command);
    words.set(key, [...children, ...choices, ...options.flatMap(({ long }) => long ?? [])]);
    for (const argument of command.registeredArguments) {
      if (argument.name() in lists) listed.set(key, { list: argument.name() });
    }
    valued.push(...options.flatMap((option) => valuedOption(key, option, lists)));
    for (const child of command.commands) visit(child, [...path, child.name()]);
  };
  visit(program, []);
  return { words, listed, valued };
}

function valuedOption(path: string, option: Option, lists: ValueLists): readonly ValuedOption[] {
  const { long, short, flags, argChoices } = option;
  const [, placeholder] = /[<[]([\w-]+)/.exec(flags) ?? [];
  if (long === undefined || long === null || placeholder === undefined) return [];
  const names = [long, ...(short === undefined || short === null ? [] : [short])];
  if (argChoices !== undefined) return [{ path, names, values: { choices: argChoices } }];
  return [{ path, names, values: placeholder in lists ? { list: placeholder } : undefined }];
}
