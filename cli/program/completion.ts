import { Argument, Command, type Option } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type ShellName = (typeof SHELLS)[number];

/** Words that may follow a command, by the command's path (`es install-template`; empty: the program itself). */
type Words = ReadonlyMap<string, readonly string[]>;

const SCRIPTS: Readonly<Record<ShellName, (name: string, words: Words) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `<program> completion <shell>`: prints a script that completes commands, options and their choices. */
export function completionCommand(program: Command, print: (text: string) => void): Command {
  const name = program.name();
  return new Command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Add to the shell's start-up file, with ${name} on the PATH (or an alias to it):
  bash   eval "$(${name} completion bash)"
  zsh    eval "$(${name} completion zsh)"
  fish   ${name} completion fish | source`,
    )
    .action((shell: ShellName) => print(SCRIPTS[shell](name, wordsOf(program))));
}

/** All commands and their visible options. */
function wordsOf(program: Command): Words {
  const words = new Map<string, readonly string[]>();
  const visit = (command: Command, path: readonly string[]): void => {
    const children = command.commands.map((child) => child.name());
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    words.set(path.join(' '), [...children, ...choices, ...optionsOf(command)]);
    for (const child of command.commands) visit(child, [...path, child.name()]);
  };
  visit(program, []);
  return words;
}

function optionsOf(command: Command): readonly string[] {
  const visible = command.createHelp().visibleOptions(command);
  return visible.flatMap(({ long }: Option) => (typeof long === 'string' ? [long] : []));
}

/** The path grows with each word that is a command; files are completed where nothing else fits. */
function bashScript(name: string, words: Words): string {
  return `_${name}_complete() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" next word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${[...words.keys()]
      .filter((path) => path !== '')
      .map(quoted)
      .join('|')}) path="$next" ;; esac
  done
  case "$path" in
${caseLines(words, (list) => `COMPREPLY=($(compgen -W "${list}" -- "$current"))`)}
  esac
}
complete -o default -F _${name}_complete ${name} ./${name}
`;
}

function zshScript(name: string, words: Words): string {
  return `#compdef ${name}
_${name}_complete() {
  local path_words="" next word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${path_words:+$path_words }$word"
    case "$next" in ${[...words.keys()]
      .filter((path) => path !== '')
      .map(quoted)
      .join('|')}) path_words="$next" ;; esac
  done
  case "$path_words" in
${caseLines(words, (list) => `compadd -- ${list}`)}
  esac
  _files
}
compdef _${name}_complete ${name}
`;
}

function caseLines(words: Words, reply: (list: string) => string): string {
  return [...words].map(([path, list]) => `    ${quoted(path)}) ${reply(list.join(' '))} ;;`).join('\n');
}

function fishScript(name: string, words: Words): string {
  const lines = [...words].flatMap(([path, list]) => {
    const seen = path.split(' ').filter((word) => word !== '');
    const isThere =
      seen.length === 0
        ? '__fish_use_subcommand'
        : seen.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    return list.map((word) =>
      word.startsWith('--')
        ? `complete -c ${name} -n '${isThere}' -l ${word.slice(2)}`
        : `complete -c ${name} -f -n '${isThere}' -a ${word}`,
    );
  });
  return `${lines.join('\n')}\n`;
}

function quoted(path: string): string {
  return `"${path}"`;
}
