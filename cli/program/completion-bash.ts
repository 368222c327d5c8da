import { type Completions, commandPaths, type ValuedOption, type ValueWords } from './completion-words.ts';

/**
 * The path grows with each word that is a command; files are completed where nothing else fits. Bash cuts
 * `--stage=dev` at the equals sign.
 */
export function bashScript(name: string, completions: Completions): string {
  const { words, listed, valued } = completions;
  const commands = [...words].map(([path, list]) => {
    const more = listed.get(path);
    return `    "${path}") ${reply(`${list.join(' ')}${more === undefined ? '' : ` ${valuesText(name, more)}`}`)} ;;`;
  });
  return `_${name}_values() { "\${COMP_WORDS[0]}" completion --values "$1" 2>/dev/null; }
_${name}_complete() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" next word
  COMPREPLY=()
  if [ "$current" = "=" ]; then current=""
  elif [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${commandPaths(completions)}) path="$next" ;; esac
  done
  case "$path $previous" in
${valued.map((option) => `    ${patterns(option)}) ${valueReply(name, option)}return ;;`).join('\n')}
  esac
  case "$path" in
${commands.join('\n')}
  esac
}
complete -o default -F _${name}_complete ${name} ./${name}
`;
}

function patterns({ path, names }: ValuedOption): string {
  return names.map((option) => `"${path} ${option}"`).join('|');
}

function valueReply(name: string, { values }: ValuedOption): string {
  return values === undefined ? '' : `${reply(valuesText(name, values))}; `;
}

function valuesText(name: string, values: ValueWords): string {
  return 'choices' in values ? values.choices.join(' ') : `$(_${name}_values ${values.list})`;
}

function reply(words: string): string {
  return `COMPREPLY=($(compgen -W "${words}" -- "$current"))`;
}
